#include "projector/core/circuit.h"

namespace projector {
Circuit::Circuit(std::uint64_t seed) : backoff_(kProbeFirst, kProbeLimit, seed) {}

void Circuit::on_reached() {
  failures_ = 0;
  probing_ = false;
}

void Circuit::on_unreachable(Instant now, std::uint64_t probe) {
  if (probing_ && probe != last_probe_) return;
  ++failures_;
  probing_ = false;
  if (is_open()) next_probe_ = now + backoff_.pause_after(failures_ - kFailuresToOpen + 1);
}

std::optional<Instant> Circuit::next_probe() const {
  if (!is_open() || probing_) return std::nullopt;
  return next_probe_;
}

}  // namespace projector
