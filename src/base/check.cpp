#include "projector/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace projector {

void check_failed(const char* condition, const char* reason, const char* file, int line) noexcept {
  std::fprintf(stderr, "%s:%d: internal error: %s (violated: %s)\n", file, line, reason, condition);
  std::fflush(stderr);
  std::_Exit(70);
}

}  // namespace projector
