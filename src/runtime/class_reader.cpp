#include "projector/runtime/class_reader.h"

#include <algorithm>

namespace projector {
namespace {

constexpr std::array kClasses = {TopicClass::kCritical, TopicClass::kNormal, TopicClass::kOptional};
// In one step: passing over needs no credits, but the other classes must have their turn.
constexpr std::uint32_t kPassedOverMax = 500;

std::size_t place_of(TopicClass topic_class) { return static_cast<std::size_t>(topic_class); }

}  // namespace

bool ClassReader::read(Now now) {
  times_ = {};
  has_given_all_ = {};
  bool has_more = false;
  for (const TopicClass topic_class : kClasses) {
    shares_.set_urgent(topic_class, pipeline_.orders().of(topic_class) == ClassOrder::kRescue);
    if (pass_over_old(topic_class, now)) has_more = true;
  }
  std::uint32_t wanted = pipeline_.records_wanted();
  for (const TopicClass topic_class : {TopicClass::kNormal, TopicClass::kOptional}) {
    const std::uint32_t owed = std::min(wanted, shares_.owed(topic_class));
    if (owed > 0 && !read_class(topic_class, owed, wanted, now)) return has_more;
  }
  for (const TopicClass topic_class : kClasses) {
    if (!read_class(topic_class, wanted, wanted, now)) return has_more;
  }
  return has_more || (wanted == 0 && pipeline_.records_wanted() > 0);
}

bool ClassReader::read_class(TopicClass topic_class, std::uint32_t limit, std::uint32_t& wanted,
                             Now now) {
  if (limit == 0 || pipeline_.orders().is_held(topic_class)) return true;
  std::uint32_t taken = 0;
  Taking last = take_timed(topic_class, now);
  while (last == Taking::kTaken && ++taken < limit) last = take(topic_class, now);
  wanted -= taken;
  if (taken > 0) shares_.took(topic_class, taken);
  if (last == Taking::kNothing) shares_.has_nothing(topic_class);
  return last != Taking::kNoRoom;
}

ClassReader::Taking ClassReader::take(TopicClass topic_class, Now now) {
  const RecordView*& offered = offered_[place_of(topic_class)];
  if (next_of(topic_class) == nullptr) return Taking::kNothing;
  if (!pipeline_.read(*offered, now)) return Taking::kNoRoom;
  offered = nullptr;
  return Taking::kTaken;
}

ClassReader::Taking ClassReader::take_timed(TopicClass topic_class, Now now) {
  const Instant began = clock();
  if (next_of(topic_class) == nullptr) return Taking::kNothing;
  const Instant in_hand = clock();
  const Taking last = take(topic_class, now);
  if (last != Taking::kTaken) return last;
  times_.taking += in_hand - began;
  times_.mapping += clock() - in_hand;
  return last;
}

bool ClassReader::has_work() const {
  const auto sheds = [this](TopicClass topic_class) {
    return pipeline_.orders().is_shedding(topic_class);
  };
  return pipeline_.records_wanted() > 0 || std::any_of(kClasses.begin(), kClasses.end(), sheds);
}

bool ClassReader::has_found_no_room() const {
  return std::any_of(kClasses.begin(), kClasses.end(), [this](TopicClass topic_class) {
    return offered_[place_of(topic_class)] != nullptr && !pipeline_.orders().is_held(topic_class);
  });
}

// Whether there may be more.
bool ClassReader::pass_over_old(TopicClass topic_class, Now now) {
  if (!pipeline_.orders().is_shedding(topic_class)) return false;
  const RecordView*& offered = offered_[place_of(topic_class)];
  for (std::uint32_t passed = 0; passed < kPassedOverMax; ++passed) {
    if (next_of(topic_class) == nullptr || !pipeline_.is_too_old(*offered, now)) return false;
    if (!pipeline_.read(*offered, now)) return false;
    offered = nullptr;
  }
  return true;
}

const RecordView* ClassReader::next_of(TopicClass topic_class) {
  const std::size_t place = place_of(topic_class);
  const RecordView*& offered = offered_[place];
  if (offered != nullptr || has_given_all_[place]) return offered;
  offered = source_.next_record(topic_class);
  has_given_all_[place] = offered == nullptr;
  return offered;
}

void ClassReader::forget(PartitionRef partition) {
  for (const RecordView*& offered : offered_) {
    if (offered != nullptr && offered->partition == partition) offered = nullptr;
  }
}

}  // namespace projector
