// Bounds what is sent while statements fail: never more a second than 110 % of the healthy minute
// before (contract, section 2). Smaller batches and retries would otherwise press a sink harder the
// worse it does.
//
// Healthy seconds are counted, up to sixty. From a failure on, until none came for two seconds,
// sending is paced. A process that has seen little may send ten a second.
//
// Thread: one owner. A statement is a batch sent.

#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "projector/base/time.h"

namespace projector {

class StatementBudget {
 public:
  void on_sent(Instant now);
  // One came back that may be tried again.
  void on_failure(Instant now);

  // Looks at the clock: not const.
  [[nodiscard]] bool may_send(Instant now);
  // When the next may be sent, while they fail; nullopt: at once.
  std::optional<Instant> next_allowed() const;

  // A second, as counted while healthy.
  double healthy_rate() const;

 private:
  static constexpr std::size_t kSeconds = 60;

  void turn_to(Instant now);
  double paced_rate() const;

  std::array<std::uint32_t, kSeconds> sent_{};  // By healthy second; a ring.
  std::size_t second_ = 0;                      // The one being counted.
  std::size_t seconds_ = 0;                     // Whole ones in the ring.
  Instant second_ends_{};
  std::optional<Instant> failing_until_;
  Instant next_{};  // While failing.
};

}  // namespace projector
