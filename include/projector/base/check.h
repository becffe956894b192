// PROJECTOR_CHECK ends the process when the program itself is wrong.
//
// It is always on: a projector that goes on with broken books could lose a row without a trace, and
// a restart is safe by design (offsets are committed after the writes).

#pragma once

namespace projector {

// Says what was violated and where on stderr, then ends the process with exit code 70.
[[noreturn]] void check_failed(const char* condition, const char* reason, const char* file,
                               int line) noexcept;

}  // namespace projector

#define PROJECTOR_CHECK(condition, reason)                               \
  do {                                                                   \
    if (!(condition)) [[unlikely]] {                                     \
      ::projector::check_failed(#condition, reason, __FILE__, __LINE__); \
    }                                                                    \
  } while (false)
