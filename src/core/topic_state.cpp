#include "projector/core/topic_state.h"

#include <array>
#include <cstdio>
#include <utility>

namespace projector {
namespace {

// At normal load a record is some 10 ms old when it is applied: a second behind is not normal any
// more. Twice as near is needed to be caught up again, so that a load at the edge does not flap.
constexpr double kBehindSeconds = 1.0;
constexpr double kCaughtUpSeconds = 0.5;
// Longer than a statement of a very slow sink takes to hand back a batch.
constexpr double kStalledSeconds = 10.0;

std::string numbers(const TopicSight& sight) {
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(),
                "oldest record %.1f s old of %.0f s allowed; %.0f/s applied of %.0f/s arriving; "
                "lag %lld",
                sight.oldest_age_seconds, sight.budget_seconds, sight.out_per_second,
                sight.in_per_second, static_cast<long long>(sight.lag));
  std::string said = text.data();
  if (sight.reached_seconds) {
    std::snprintf(text.data(), text.size(), "; by forecast %.0f s old when applied",
                  *sight.reached_seconds);
    said += text.data();
  }
  return said;
}

std::string repeats(const TopicSight& sight) {
  std::array<char, 120> text{};
  std::snprintf(text.data(), text.size(),
                "work repeats: %.0f/s sent or read again, %.0f/s applied of %.0f/s before",
                sight.repeated_per_second, sight.out_per_second, sight.useful_before_per_second);
  return text.data();
}

std::string with_letters(std::string said, const TopicSight& sight) {
  if (!sight.letters_reason.empty()) said.append("; ").append(sight.letters_reason);
  return said;
}

std::string sentence(const TopicSight& sight) { return with_letters(numbers(sight), sight); }

// What keeps it from going on at all; empty: nothing.
std::string stall(const TopicSight& sight) {
  if (!sight.access_reason.empty()) return sight.access_reason;
  if (!sight.stopped_reason.empty()) return with_letters(sight.stopped_reason, sight);
  if (sight.brokers_silent_seconds > kBrokersSilentSeconds) {
    return "the brokers have not answered for " +
           std::to_string(static_cast<int>(kBrokersSilentSeconds)) +
           " s and more; lag and age are not known";
  }
  if (sight.lag == 0) return {};
  if (sight.is_sink_down) return "PostgreSQL cannot be reached; " + sentence(sight);
  if (!sight.held_reason.empty() || sight.idle_seconds <= kStalledSeconds) return {};
  if (!sight.letters_reason.empty()) return sight.letters_reason + "; " + numbers(sight);
  if (sight.oldest_age_seconds <= kStalledSeconds) return {};
  return "records wait and nothing is applied; " + sentence(sight);
}

}  // namespace

std::string_view name_of(FlowState state) {
  switch (state) {
    case FlowState::kSteady:
      return "steady";
    case FlowState::kAbsorbing:
      return "absorbing";
    case FlowState::kProtecting:
      return "protecting";
    case FlowState::kAmplifying:
      return "amplifying";
    case FlowState::kStalled:
      return "stalled";
  }
  return "steady";
}

FlowState flow_state_of(std::string_view name) {
  for (const FlowState state : {FlowState::kAbsorbing, FlowState::kProtecting,
                                FlowState::kAmplifying, FlowState::kStalled}) {
    if (name == name_of(state)) return state;
  }
  return FlowState::kSteady;
}

TopicVerdict judge(const TopicSight& sight, FlowState before) {
  if (std::string reason = stall(sight); !reason.empty()) {
    return {FlowState::kStalled, std::move(reason)};
  }
  const double edge = before == FlowState::kSteady ? kBehindSeconds : kCaughtUpSeconds;
  if (sight.lag == 0 || sight.oldest_age_seconds <= edge) {
    return {FlowState::kSteady, sentence(sight)};
  }
  // What is not read decides nothing: or what holds it would never end.
  if (!sight.held_reason.empty()) {
    return {FlowState::kAbsorbing, sight.held_reason + "; " + sentence(sight)};
  }
  if (sight.is_amplifying) {
    return {FlowState::kAmplifying, repeats(sight) + "; " + sentence(sight)};
  }
  if (sight.is_at_risk) return {FlowState::kProtecting, sentence(sight)};
  return {FlowState::kAbsorbing, sentence(sight)};
}

}  // namespace projector
