// One partition of a topic, as long as the process knows it.
//
//   away --assign--> reading --stop--> stopped --resume--> trying --its first record done-->
//   reading
//    ^                  |                 ^                   |
//    '----unassign------+--------------- '+----stop again-----'
//
// At a record that its table refuses, what was read before it keeps its place and is finished; the
// record and what lies behind it are cut off:
//
//   offsets: | finished | in flight, goes on | the bad one | given up, read again -> |
//                                            ^ cut
//
// A partition that was stopped reads one record first: what stopped it is most often still there,
// and reading on would apply the same records again and again.

#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "projector/base/offset.h"
#include "projector/base/time.h"
#include "projector/core/standstill.h"
#include "projector/core/watermark.h"

namespace projector {

enum class PartitionPhase : std::uint8_t { kAway, kReading, kStopped, kTrying };

inline constexpr Offset kNoCut{std::numeric_limits<std::int64_t>::max()};

struct UnreadRecord {
  Offset offset;
  WallTime timestamp;
};

struct PartitionState {
  PartitionPhase phase = PartitionPhase::kAway;
  Epoch epoch;
  Offset cut = kNoCut;  // Records from here on do not count: they will be read again.
  Watermark watermark{Offset{0}};
  std::uint32_t in_flight = 0;      // Credits held, older epochs' included.
  std::optional<Offset> committed;  // Next offset that the broker stored.
  std::optional<Offset> end;        // End offset, as last asked.
  Offset next_unread;               // Nothing from here on was ever read by this process.
  std::string reason;               // Why it is stopped.
  StandstillCause standing = StandstillCause::kNone;  // Its kind.
  Instant resume_at{};
  // Everything older was read: the time of the last record taken, or of the last look at the end
  // that found nothing more. Unknown until then.
  std::optional<WallTime> fresh_until;
  // The record at an offset that was not read yet, as it was looked up.
  std::optional<UnreadRecord> first_unread;
  bool is_freshness_assumed = false;  // It was never read, and its age counts from the first look.

  // The time of the next record to read, where that was looked up.
  std::optional<WallTime> looked_up() const {
    if (!first_unread || first_unread->offset != watermark.position()) return std::nullopt;
    return first_unread->timestamp;
  }
  // Since when what was not read yet waits, as far as is known.
  std::optional<WallTime> waits_since() const {
    const std::optional<WallTime> next = looked_up();
    return next ? next : fresh_until;
  }
  bool is_assigned() const { return phase != PartitionPhase::kAway; }
  // Whether what becomes of the record moves the watermark.
  bool counts(Epoch its_epoch, Offset offset) const {
    return is_assigned() && its_epoch == epoch && offset < cut;
  }
  // It is read anew: what still flies of the reading before counts no more.
  void begin(Epoch next_epoch) {
    epoch = next_epoch;
    cut = kNoCut;
  }
  void read_up_to(WallTime time) {
    fresh_until = time;
    is_freshness_assumed = false;
  }
  // All events before this time are in the table; nullopt while nobody can tell.
  std::optional<WallTime> as_of() const {
    if (const auto oldest = watermark.oldest_unfinished()) return oldest;
    return is_freshness_assumed ? looked_up() : fresh_until;
  }
  // While one record is being tried, those behind it are dropped; a seek brings them again.
  bool takes_records() const {
    return phase == PartitionPhase::kReading ||
           (phase == PartitionPhase::kTrying && watermark.unfinished() == 0);
  }
  void go_on() {
    if (phase != PartitionPhase::kTrying) return;
    phase = PartitionPhase::kReading;
    reason.clear();
    standing = StandstillCause::kNone;
  }
};

}  // namespace projector
