// What the pipeline knows of a writer.

#pragma once

#include <cstddef>
#include <cstdint>

#include "projector/base/time.h"
#include "projector/core/lane.h"

namespace projector {

struct WriterState {
  Lane* in_air = nullptr;        // Whose batch it has; null: it is free.
  Instant not_before{};          // It lost its link, and waits so long before the next attempt.
  std::uint32_t links_lost = 0;  // In a row.
  std::size_t turn = 0;          // The topic to begin with, for fairness.

  bool is_free(Instant now) const { return in_air == nullptr && now >= not_before; }
};

}  // namespace projector
