// What a running daemon takes anew, all together.

#pragma once

#include <functional>

#include "projector/core/pipeline_values.h"
#include "projector/runtime/options.h"

namespace projector {

struct Tunables {
  PipelineTunables pipeline;
  RuntimeOptions runtime;
  std::function<void()> when_taken;  // On the consumer thread, once all of it holds.
};

}  // namespace projector
