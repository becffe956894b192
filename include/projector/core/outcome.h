// What became of a record: the vocabulary of `projector_records_total`.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace projector {

enum class Outcome : std::uint8_t {
  kApplied,       // A row changed.
  kStale,         // A newer version was there already.
  kUnmatched,     // An update or delete met no row.
  kIgnored,       // An unknown event, where the configuration says so.
  kShed,          // Older than its topic's shed_older_than.
  kDeadLettered,  // Acknowledged by the dead-letter topic.
  kReleased,      // Read, and given up at a revoke or a stop; it will be read again.
};

inline constexpr std::size_t kOutcomeCount = 7;

inline constexpr std::array<std::string_view, kOutcomeCount> kOutcomeNames = {
    "applied", "stale", "unmatched", "ignored", "shed", "dead_lettered", "released"};

using OutcomeCounts = std::array<std::uint64_t, kOutcomeCount>;

constexpr std::size_t index_of(Outcome outcome) { return static_cast<std::size_t>(outcome); }

// Why a record can never be applied: the class of a dead letter (contract, section 5).
enum class RejectClass : std::uint8_t {
  kJson,
  kType,
  kRequired,
  kEvent,
  kVersion,
  kTooLarge,
  kConstraint,
};

inline constexpr std::array<std::string_view, 7> kRejectClassNames = {
    "json", "type", "required", "event", "version", "too_large", "constraint"};

constexpr std::string_view name_of(RejectClass reject) {
  return kRejectClassNames[static_cast<std::size_t>(reject)];
}

}  // namespace projector
