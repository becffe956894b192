// Which classes are not read so that a topic above them gets the sink, and for how long.
//
// A topic protects itself by its own verdict, or by what another member says of its partitions:
// then all members hold alike. First `optional` is held; where that does not help for a while,
// `normal` as well. What is held decides nothing, so the end depends on the topics above alone.
//
//   critical protecting:   |--------------------------------|
//   optional held:         |================================|
//   normal held:                   |========================|
//
// Held records wait in Kafka, but no longer than Kafka keeps them: a class one of whose topics
// comes within its retention reserve is read again. A class all of whose topics shed is not held:
// its old records are passed over instead.
//
// Thread: one owner.

#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/group_view.h"
#include "projector/core/options.h"
#include "projector/core/topic_state.h"

namespace projector {

std::string_view name_of(TopicClass topic_class);

enum class ClassOrder : std::uint8_t {
  kRead,
  kHold,
  kRescue,  // Read in spite of all, and not last: retention comes close.
};

// What the loop and the pipeline do.
struct ProtectionOrders {
  std::array<ClassOrder, kTopicClassCount> classes{};
  // Whether topics of the class whose overload policy is `shed` pass over what is too old.
  std::array<bool, kTopicClassCount> sheds{};

  ClassOrder of(TopicClass topic_class) const {
    return classes[static_cast<std::size_t>(topic_class)];
  }
  bool is_held(TopicClass topic_class) const { return of(topic_class) == ClassOrder::kHold; }
  bool is_shedding(TopicClass topic_class) const {
    return !is_held(topic_class) && sheds[static_cast<std::size_t>(topic_class)];
  }
};

struct TopicStanding {
  const TopicOptions* options = nullptr;  // Valid while it is decided.
  FlowState state = FlowState::kSteady;
  bool is_at_risk = false;  // Counts while the sink is down, too.
  std::optional<double> retention_headroom_seconds;
};

class Protection {
 public:
  // What holding `optional` alone gets for this long must show in the forecast.
  static constexpr auto kNormalAfter = std::chrono::seconds(15);
  // So much farther than the reserve retention must be before what was rescued is held again.
  static constexpr double kRescuedUntil = 1.25;

  // Once a tick, with all topics in their order. Sentences for the log about what changed.
  std::vector<std::string> decide(std::span<const TopicStanding> topics, const GroupView& group,
                                  Instant now);

  const ProtectionOrders& orders() const { return orders_; }
  // Why the class is not read; empty: it is.
  std::string held_reason(TopicClass topic_class) const;

 private:
  // On whose account, since when.
  struct Cause {
    std::string topic;
    std::optional<Instant> since;
  };

  void find_cause(TopicClass topic_class, std::span<const TopicStanding> topics,
                  const GroupView& group, Instant now);
  bool wants_to_hold(TopicClass topic_class, Instant now) const;
  const Cause* cause_above(TopicClass topic_class) const;
  ClassOrder order_for(TopicClass topic_class, std::span<const TopicStanding> topics,
                       Instant now) const;

  std::array<Cause, kTopicClassCount> causes_;
  ProtectionOrders orders_;
};

}  // namespace projector
