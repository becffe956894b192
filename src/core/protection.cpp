#include "projector/core/protection.h"

#include <algorithm>

namespace projector {
namespace {

constexpr std::array kClasses = {TopicClass::kCritical, TopicClass::kNormal, TopicClass::kOptional};

std::size_t place_of(TopicClass topic_class) { return static_cast<std::size_t>(topic_class); }

// While work repeats, less of it in the air is what ends that.
bool protects(FlowState state) {
  return state == FlowState::kProtecting || state == FlowState::kAmplifying;
}

bool protects(const TopicStanding& topic) {
  return protects(topic.state) || (topic.state == FlowState::kStalled && topic.is_at_risk);
}

bool sheds(const TopicStanding& topic) { return topic.options->overload == OverloadPolicy::kShed; }

double reserve_seconds(const TopicStanding& topic) {
  return std::chrono::duration<double>(topic.options->retention_reserve).count();
}

}  // namespace

std::string_view name_of(TopicClass topic_class) {
  constexpr std::array<std::string_view, kTopicClassCount> kNames = {"critical", "normal",
                                                                     "optional"};
  return kNames[place_of(topic_class)];
}

std::vector<std::string> Protection::decide(std::span<const TopicStanding> topics,
                                            const GroupView& group, Instant now) {
  for (const TopicClass topic_class : kClasses) find_cause(topic_class, topics, group, now);
  std::vector<std::string> news;
  ProtectionOrders decided;
  if (cause_above(TopicClass::kOptional) != nullptr) {
    for (const TopicStanding& topic : topics) {
      if (sheds(topic)) decided.sheds[place_of(topic.options->topic_class)] = true;
    }
  }
  for (const TopicClass topic_class : kClasses) {
    const ClassOrder order = order_for(topic_class, topics, now);
    const bool has_topics = std::any_of(topics.begin(), topics.end(), [&](const auto& topic) {
      return topic.options->topic_class == topic_class;
    });
    decided.classes[place_of(topic_class)] = order;
    if (order == orders_.of(topic_class) || !has_topics) continue;
    const std::string name(name_of(topic_class));
    if (order == ClassOrder::kHold) {
      const Cause* const cause = cause_above(topic_class);
      news.push_back(name + " topics are held: not read while " + cause->topic +
                     " is protected; their records wait in Kafka");
    } else if (order == ClassOrder::kRescue) {
      news.push_back(name + " topics are read again although others are protected: retention is " +
                     "closer than their retention_reserve");
    } else {
      news.push_back(name + " topics are read again: nothing above them is protected any more");
    }
  }
  orders_ = decided;
  return news;
}

// The first topic of the class that protects itself, here or at another member.
void Protection::find_cause(TopicClass topic_class, std::span<const TopicStanding> topics,
                            const GroupView& group, Instant now) {
  Cause& cause = causes_[place_of(topic_class)];
  std::string found;
  for (std::size_t i = 0; i < topics.size() && found.empty(); ++i) {
    if (topics[i].options->topic_class != topic_class) continue;
    const bool is_others = group.is_known && i < group.others.size() && protects(group.others[i]);
    if (protects(topics[i])) {
      found = topics[i].options->name;
    } else if (is_others) {
      found = topics[i].options->name + " (of another member)";
    }
  }
  if (found.empty()) {
    cause = {};
    return;
  }
  cause.topic = std::move(found);
  if (!cause.since) cause.since = now;
}

// The highest that is protected.
const Protection::Cause* Protection::cause_above(TopicClass topic_class) const {
  for (std::size_t above = 0; above < place_of(topic_class); ++above) {
    if (causes_[above].since) return &causes_[above];
  }
  return nullptr;
}

bool Protection::wants_to_hold(TopicClass topic_class, Instant now) const {
  if (topic_class == TopicClass::kOptional) return cause_above(topic_class) != nullptr;
  if (topic_class == TopicClass::kCritical) return false;
  const Cause* const cause = cause_above(topic_class);
  return cause != nullptr && now - *cause->since >= kNormalAfter;
}

ClassOrder Protection::order_for(TopicClass topic_class, std::span<const TopicStanding> topics,
                                 Instant now) const {
  if (!wants_to_hold(topic_class, now)) return ClassOrder::kRead;
  const bool was_rescued = orders_.of(topic_class) == ClassOrder::kRescue;
  bool holds = false;
  for (const TopicStanding& topic : topics) {
    if (topic.options->topic_class != topic_class || sheds(topic)) continue;
    holds = true;
    const double wanted = reserve_seconds(topic) * (was_rescued ? kRescuedUntil : 1);
    if (topic.retention_headroom_seconds.value_or(wanted) < wanted) return ClassOrder::kRescue;
  }
  return holds ? ClassOrder::kHold : ClassOrder::kRead;
}

std::string Protection::held_reason(TopicClass topic_class) const {
  if (!orders_.is_held(topic_class)) return {};
  const Cause* const cause = cause_above(topic_class);
  return "held: not read while " + (cause == nullptr ? "others are" : cause->topic + " is") +
         " protected";
}

}  // namespace projector
