// Whether an edge may add load of a class now (contract, sections 4 and 7): decided for the whole
// group, from one's own state, which is always known, and what the others said lately.
//
//   steady | absorbing | protecting | amplifying | stalled
//   -- admitted -->|-- at a rate, from limit_from -->|-- refused, from refuse_from -->
//
// Whoever is refused is told when to ask again: about when the backlog is drained by forecast, each
// a little earlier or later, so that edges do not come back in step.
//
// Thread: one owner. No clock, no I/O, no randomness but from the seed.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>

#include "projector/base/time.h"
#include "projector/core/options.h"
#include "projector/core/topic_state.h"

namespace projector {

enum class AdmissionDecision : std::uint8_t { kAdmit, kLimit, kRefuse };

inline constexpr std::size_t kAdmissionDecisionCount = 3;

// "admit", "limit", "refuse".
std::string_view name_of(AdmissionDecision decision);

// Of each class, how often which decision was taken.
using AdmissionCounts = std::map<std::string, std::array<std::uint64_t, kAdmissionDecisionCount>>;

// What is known of the group at one moment.
struct AdmissionSight {
  bool is_own_known = false;  // Not before the group is joined.
  FlowState own = FlowState::kSteady;
  std::string own_reason;  // One sentence with numbers.
  bool are_others_known = false;
  FlowState others = FlowState::kSteady;
  std::uint32_t members = 1;                // Alive, oneself included.
  std::optional<double> drain_seconds = 0;  // Until the last of the group has caught up; none: the
                                            // lag grows, or it cannot be told.
  double spare_per_second = 0;              // What one's own sink takes beyond what arrives.
};

struct AdmissionAnswer {
  AdmissionDecision decision = AdmissionDecision::kAdmit;
  FlowState state = FlowState::kSteady;   // The group's.
  std::uint32_t retry_after_seconds = 0;  // 1 to 60 where it is not admitted.
  std::string reason;
};

class Admission {
 public:
  Admission(const AdmissionOptions& options, std::uint64_t seed);

  // Counts and tokens of classes that stay are kept.
  void tune(const AdmissionOptions& options);
  void see(AdmissionSight sight) { sight_ = std::move(sight); }
  // Takes a token where the class is limited. nullopt: there is no such class.
  std::optional<AdmissionAnswer> ask(std::string_view name, Instant now);

  AdmissionCounts counts() const;

 private:
  struct Class {
    std::optional<FlowState> limit_from;
    std::optional<FlowState> refuse_from;
    double rate_per_second = 0;        // 0: what the sink has to spare.
    std::optional<Instant> filled_at;  // Unset: full.
    double tokens = 0;
    std::array<std::uint64_t, kAdmissionDecisionCount> counts{};
  };

  AdmissionAnswer decide(Class& asked, Instant now);
  AdmissionAnswer limit(Class& asked, FlowState state, Instant now);
  AdmissionAnswer refuse(FlowState state, std::string reason, double base_seconds);
  double rate_of(const Class& asked) const;
  std::uint32_t jittered(double seconds);

  bool admits_unknown_ = true;
  std::map<std::string, Class, std::less<>> classes_;
  AdmissionSight sight_;
  std::minstd_rand random_;
};

}  // namespace projector
