// What a topic is doing, as one word and one sentence (contract, section 6).
//
// The states stand in the order of the contract, from good to bad. Each has hysteresis: `steady`
// here, `protecting` in budget_risk.h, `amplifying` in amplification.h.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace projector {

enum class FlowState : std::uint8_t { kSteady, kAbsorbing, kProtecting, kAmplifying, kStalled };

std::string_view name_of(FlowState state);
// Steady where there is no such name.
FlowState flow_state_of(std::string_view name);

// The ends of the logs are asked for once a second: brokers without an answer for longer are
// silent.
inline constexpr double kBrokersSilentSeconds = 10;

struct TopicSight {
  std::int64_t lag = 0;
  double oldest_age_seconds = 0;
  double budget_seconds = 0;
  double in_per_second = 0;
  double out_per_second = 0;
  double idle_seconds = 0;  // Since a record last got an outcome, it was held, or the start.
  bool is_sink_down = false;
  double brokers_silent_seconds = 0;  // Since they last said where the logs end.
  std::string access_reason;          // What the brokers refuse to our user; empty: nothing.
  std::string stopped_reason;         // Of a partition that stands still; empty: none.
  std::string letters_reason;         // Why dead letters are not getting through; empty: they are.
  std::string held_reason;            // Why its class is not read; empty: it is.
  std::optional<double> reached_seconds;  // By forecast; none where the sink is not the limit.
  bool is_at_risk = false;                // Its budget, and the sink is why.
  bool is_amplifying = false;
  double repeated_per_second = 0;       // While amplifying: what repeats,
  double useful_before_per_second = 0;  // and what was applied before.
};

struct TopicVerdict {
  FlowState state = FlowState::kSteady;
  std::string reason;
};

// With hysteresis: what it was decides how far the figures must fall to leave it.
TopicVerdict judge(const TopicSight& sight, FlowState before);

}  // namespace projector
