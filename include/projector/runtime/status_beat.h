// One beat after the other of what a member says of itself and hears of the others.
//
// A partition's row belongs to the newest generation. A member claims one after each assignment,
// and writes only what it saw of itself after that: whoever takes a partition over claims later
// than the one that gave it up, so a late word of the old owner is refused (docs/decisions, 0014).
//
// Thread: one owner. No clock.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/group_view.h"
#include "projector/core/member_status.h"
#include "projector/core/snapshot.h"
#include "projector/runtime/ports.h"

namespace projector {

// Older than this, what somebody said counts no more.
inline constexpr std::chrono::seconds kStatusAgeMax{5};

// What a member knows of itself, and since when.
struct StatusSight {
  std::shared_ptr<const Snapshot> snapshot;
  Instant at;
};

class StatusBeat {
 public:
  struct Line {
    Severity severity = Severity::kInfo;
    std::string event;
    std::string message;
  };
  struct Done {
    GroupView view;
    std::vector<Line> lines;  // For the log.
    std::chrono::milliseconds pause{0};
  };

  // The table must outlive it. `is_there`: as far as the start found it, and said so.
  StatusBeat(StatusTable& table, std::vector<GroupTopic> topics, bool is_there)
      : table_(table), topics_(std::move(topics)), is_there_(is_there) {}

  // Claims or writes, whichever is due. Requires: a snapshot.
  Done beat(const StatusSight& sight, Instant now);

 private:
  struct Claim {
    std::int64_t generation = 0;
    std::uint64_t rebalances = 0;          // That the snapshot counted.
    std::optional<Instant> known_at = {};  // The first beat after it.
  };

  void claim(const StatusSight& sight, Instant now, Done& done);
  static std::vector<StatusRow> rows_of(Claim& claim, const StatusSight& sight, Instant now,
                                        Done& done);
  // Requires: the claim is the one that holds.
  void write(Claim& claim, const StatusSight& sight, Instant now, Done& done);
  void take(const StatusAnswer& answer, Instant now, Done& done);
  void on_failure(const StatusAnswer& answer, Instant now, Done& done);
  void take_refusal(const StatusAnswer& answer, Instant now, Done& done);
  void tell_refused(std::uint32_t refused, Done& done);

  // Constant after construction.
  StatusTable& table_;
  const std::vector<GroupTopic> topics_;

  bool is_there_;
  bool is_late_told_ = false;
  bool is_refusal_told_ = false;
  std::optional<Claim> claim_;
  Instant next_taking_back_{};
  std::optional<Instant> failing_since_;
  GroupView view_;
  Instant viewed_at_{};
};

}  // namespace projector
