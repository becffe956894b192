#include "projector/core/admission.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace projector {
namespace {

constexpr double kRetryLeastSeconds = 1;
constexpr double kRetryMostSeconds = 60;
// The others are heard once a second: soon enough to be known again.
constexpr double kUnknownRetrySeconds = 5;
// Of what the sink takes beyond what arrives: the other half drains the backlog.
constexpr double kSpareShare = 0.5;
// However little there is to spare, a class that is limited is not shut: of the whole group.
constexpr double kRateLeast = 1;
// Tokens that may be saved up: what comes in a second may come at once.
constexpr double kBurstSeconds = 1;

std::optional<FlowState> state_named(const std::string& name) {
  if (name.empty()) return std::nullopt;
  return flow_state_of(name);
}

std::string a_second(double rate) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g/s", rate);
  return text.data();
}

}  // namespace

std::string_view name_of(AdmissionDecision decision) {
  switch (decision) {
    case AdmissionDecision::kAdmit:
      return "admit";
    case AdmissionDecision::kLimit:
      return "limit";
    case AdmissionDecision::kRefuse:
      return "refuse";
  }
  return "admit";
}

Admission::Admission(const AdmissionOptions& options, std::uint64_t seed)
    : random_(static_cast<std::minstd_rand::result_type>(seed)) {
  tune(options);
}

void Admission::tune(const AdmissionOptions& options) {
  admits_unknown_ = options.admits_unknown;
  std::erase_if(classes_,
                [&options](const auto& known) { return !options.classes.contains(known.first); });
  for (const auto& [name, wanted] : options.classes) {
    Class& known = classes_[name];
    known.limit_from = state_named(wanted.limit_from);
    known.refuse_from = state_named(wanted.refuse_from);
    known.rate_per_second = wanted.rate_per_second;
  }
}

std::optional<AdmissionAnswer> Admission::ask(std::string_view name, Instant now) {
  const auto asked = classes_.find(name);
  if (asked == classes_.end()) return std::nullopt;
  AdmissionAnswer answer = decide(asked->second, now);
  ++asked->second.counts[static_cast<std::size_t>(answer.decision)];
  return answer;
}

AdmissionCounts Admission::counts() const {
  AdmissionCounts counts;
  for (const auto& [name, known] : classes_) counts.emplace(name, known.counts);
  return counts;
}

AdmissionAnswer Admission::decide(Class& asked, Instant now) {
  const FlowState own = sight_.is_own_known ? sight_.own : FlowState::kSteady;
  const FlowState others = sight_.are_others_known ? sight_.others : FlowState::kSteady;
  const FlowState state = std::max(own, others);
  const bool is_known = sight_.is_own_known && sight_.are_others_known;
  if (own == FlowState::kSteady && !is_known && !admits_unknown_) {
    return refuse(state,
                  sight_.is_own_known ? "what the other members of the group do is not known"
                                      : "the group is not joined yet",
                  kUnknownRetrySeconds);
  }
  if (asked.refuse_from && state >= *asked.refuse_from) {
    return refuse(
        state,
        own == state ? sight_.own_reason : "another member is " + std::string(name_of(state)),
        sight_.drain_seconds.value_or(kRetryMostSeconds));
  }
  if (asked.limit_from && state >= *asked.limit_from) return limit(asked, state, now);
  return {AdmissionDecision::kAdmit, state, 0, {}};
}

AdmissionAnswer Admission::limit(Class& asked, FlowState state, Instant now) {
  const double rate = rate_of(asked);
  const double most = std::max(rate * kBurstSeconds, 1.0);
  asked.tokens = asked.filled_at
                     ? std::min(asked.tokens + to_seconds(now - *asked.filled_at) * rate, most)
                     : most;
  asked.filled_at = now;
  AdmissionAnswer answer{AdmissionDecision::kAdmit, state, 0, {}};
  answer.reason = std::string(name_of(state)) + ": " + a_second(rate) + " are admitted here";
  if (asked.tokens >= 1) {
    asked.tokens -= 1;
    return answer;
  }
  answer.decision = AdmissionDecision::kLimit;
  answer.retry_after_seconds = jittered((1 - asked.tokens) / rate);
  return answer;
}

AdmissionAnswer Admission::refuse(FlowState state, std::string reason, double base_seconds) {
  return {AdmissionDecision::kRefuse, state, jittered(base_seconds), std::move(reason)};
}

// This member's part.
double Admission::rate_of(const Class& asked) const {
  const double members = std::max(sight_.members, 1u);
  if (asked.rate_per_second > 0) return asked.rate_per_second / members;
  // What it has to spare is of its own partitions already.
  return std::max(sight_.spare_per_second * kSpareShare, kRateLeast / members);
}

// From half of it to all of it, in whole seconds; 1 or 2 where that is no choice.
std::uint32_t Admission::jittered(double seconds) {
  const double base = std::clamp(seconds, 2.0, kRetryMostSeconds);
  const double least = std::max(std::floor(base / 2), kRetryLeastSeconds);
  std::uniform_int_distribution<std::uint32_t> spread(static_cast<std::uint32_t>(least),
                                                      static_cast<std::uint32_t>(std::ceil(base)));
  return spread(random_);
}

}  // namespace projector
