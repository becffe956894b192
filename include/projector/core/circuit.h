// Whether the sink may be tried: while it cannot be reached, one probe tries and everybody else
// waits (design decision 10).
//
//   closed --unreachable twice in a row--> open --pause over--> probing --applied--> closed
//                                           ^---------unreachable---------'
//
// The first loss of a link is retried at once: most are one broken connection, not an outage.
//
// Thread: one owner.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "projector/base/time.h"
#include "projector/core/backoff.h"

namespace projector {

class Circuit {
 public:
  // Work resumes within 5 s of the heal: at most 2 s to the next probe, and 2 s to connect.
  static constexpr auto kProbeFirst = std::chrono::milliseconds(250);
  static constexpr auto kProbeLimit = std::chrono::milliseconds(2000);

  explicit Circuit(std::uint64_t seed);

  bool is_open() const { return failures_ >= kFailuresToOpen; }

  // Whether a batch may go out now. While open it is true once for each probe.
  [[nodiscard]] bool may_try(Instant now) const {
    return !is_open() || (!probing_ && now >= next_probe_);
  }
  // A batch went out. The number of the probe that it is; 0: it is none.
  std::uint64_t on_try() {
    probing_ = is_open();
    return probing_ ? ++last_probe_ : 0;
  }

  void on_reached();
  // What was sent before the probe that is out says nothing that it will not say.
  void on_unreachable(Instant now, std::uint64_t probe);

  // When the next probe may go; nullopt while closed or while one is out.
  std::optional<Instant> next_probe() const;

 private:
  static constexpr std::uint32_t kFailuresToOpen = 2;

  Backoff backoff_;
  std::uint32_t failures_ = 0;
  bool probing_ = false;
  std::uint64_t last_probe_ = 0;
  Instant next_probe_{};
};

}  // namespace projector
