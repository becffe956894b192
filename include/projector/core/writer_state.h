// What the pipeline knows of a writer.

#pragma once

#include <cstddef>
#include <cstdint>

#include "projector/base/time.h"
#include "projector/core/backoff.h"
#include "projector/core/lane.h"

namespace projector {

struct WriterState {
  Lane* in_air = nullptr;        // Whose batch it has; null: it is free.
  std::uint64_t probe = 0;       // Its number, where the batch is one (circuit.h).
  Instant not_before{};          // It lost its link, and waits so long before the next attempt.
  std::uint32_t links_lost = 0;  // In a row.
  std::size_t turn = 0;          // The topic to begin with, for fairness.

  // The first loss of a link is most often over at once. A writer that never gets one must not try
  // without pause while the others' successes keep the circuit closed.
  void lose_link(Backoff& backoff, Instant now) {
    if (++links_lost > 1) not_before = now + backoff.pause_after(links_lost - 1);
  }
  bool is_free(Instant now) const { return in_air == nullptr && now >= not_before; }
};

}  // namespace projector
