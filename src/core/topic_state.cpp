#include "projector/core/topic_state.h"

#include <array>
#include <cstdio>

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
  return text.data();
}

std::string with_letters(std::string said, const TopicSight& sight) {
  if (!sight.letters_reason.empty()) said.append("; ").append(sight.letters_reason);
  return said;
}

std::string sentence(const TopicSight& sight) { return with_letters(numbers(sight), sight); }

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

TopicVerdict judge(const TopicSight& sight, FlowState before) {
  if (!sight.stopped_reason.empty()) {
    return {FlowState::kStalled, with_letters(sight.stopped_reason, sight)};
  }
  if (sight.brokers_silent_seconds > kBrokersSilentSeconds) {
    return {FlowState::kStalled, "the brokers have not answered for " +
                                     std::to_string(static_cast<int>(kBrokersSilentSeconds)) +
                                     " s and more; lag and age are not known"};
  }
  if (sight.lag > 0 && sight.is_sink_down) {
    return {FlowState::kStalled, "PostgreSQL cannot be reached; " + sentence(sight)};
  }
  if (sight.lag > 0 && !sight.letters_reason.empty() && sight.idle_seconds > kStalledSeconds) {
    return {FlowState::kStalled, sight.letters_reason + "; " + numbers(sight)};
  }
  if (sight.lag > 0 && sight.oldest_age_seconds > kStalledSeconds &&
      sight.idle_seconds > kStalledSeconds) {
    return {FlowState::kStalled, "records wait and nothing is applied; " + sentence(sight)};
  }
  const double edge = before == FlowState::kSteady ? kBehindSeconds : kCaughtUpSeconds;
  if (sight.lag > 0 && sight.oldest_age_seconds > edge) {
    return {FlowState::kAbsorbing, sentence(sight)};
  }
  return {FlowState::kSteady, sentence(sight)};
}

}  // namespace projector
