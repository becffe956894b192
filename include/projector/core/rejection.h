// Why a record can never be applied.

#pragma once

#include <string>

#include "projector/core/outcome.h"

namespace projector {

// The reason names pointer, column and the type of the value, never the value itself: it goes into
// logs and into the headers of dead letters.
struct Rejection {
  RejectClass reject = RejectClass::kJson;
  std::string reason;
  std::string sqlstate;  // Of `constraint`: what the server said; else empty.
};

}  // namespace projector
