#include "member_letters.h"

#include "violation.h"

namespace projector::simulation {

void MemberLetters::send(DeadLetter letter) {
  LogRecord& record = parts_.brokers.record(letter.partition, letter.offset);
  check(letter, record);
  record.letter_was_sent = true;
  if (record.meaning.kind == Meaning::Kind::kBad) ++sent_unmapped_[letter.partition.topic];
  const bool is_new =
      on_their_way_.emplace(letter.id, std::pair{letter.partition, letter.offset}).second;
  require(is_new, "a dead letter is handed out once");
  parts_.trace.say("letter.sent", {parts_.target, letter.partition.topic,
                                   letter.partition.partition, letter.offset.value});
  produce(letter.id, random_.pause(1, 30));
}

// A letter bears what its record bore.
void MemberLetters::check(const DeadLetter& letter, const LogRecord& record) const {
  const Meaning::Kind kind = record.meaning.kind;
  require(kind == Meaning::Kind::kBad || kind == Meaning::Kind::kPoisoned,
          "dead letters are of bad records only", [&] { return letter.rejection.reason; });
  const bool is_of_table = letter.rejection.reject == RejectClass::kConstraint;
  require(is_of_table == (kind == Meaning::Kind::kPoisoned),
          "a dead letter names what is wrong with its record",
          [&] { return letter.rejection.reason; });
  require(letter.key == record.key && letter.value == record.value &&
              letter.timestamp == record.timestamp,
          "a dead letter bears key, value and time of its record");
  require(letter.headers.size() == record.headers.size(), "a dead letter bears all headers");
  for (std::size_t i = 0; i < record.headers.size(); ++i) {
    require(letter.headers[i].name == record.headers[i].first &&
                letter.headers[i].value == record.headers[i].second,
            "a dead letter bears its record's headers in their order");
  }
}

// It tries for as long as it must.
void MemberLetters::produce(std::uint64_t id, Duration after) {
  parts_.agenda.after(after, [weak = weak_from_this(), id] {
    const auto self = weak.lock();
    if (self == nullptr || self->is_dead_) return;
    auto& [partition, offset] = self->on_their_way_.at(id);
    const MemberLettersParts& parts = self->parts_;
    const bool is_away = self->is_frozen_ || !parts.brokers.answer(parts.target) ||
                         parts.brokers.faults().strikes(Fault::kLettersAway, Faults::kEverybody);
    if (is_away) {
      self->produce(id, self->random_.pause(200, 1'000));
      return;
    }
    ++parts.brokers.record(partition, offset).letters;
    if (parts.brokers.faults().strikes(Fault::kLetterAnswerLost, Faults::kEverybody)) {
      self->produce(id, self->random_.pause(200, 1'000));
      return;
    }
    parts.trace.say("letter.acknowledged",
                    {parts.target, partition.topic, partition.partition, offset.value});
    self->on_their_way_.erase(id);
    self->acknowledged_.push_back(id);
    parts.wake();
  });
}

std::string MemberLetters::trouble(std::uint32_t) const {
  return parts_.brokers.faults().is_at_work(Fault::kLettersAway, Faults::kEverybody)
             ? "its leader is not available"
             : "";
}

}  // namespace projector::simulation
