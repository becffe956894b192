#include "uncaught.h"

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "projector/base/startup_error.h"

namespace projector::app {
namespace {

void say_what_was_thrown() {
  try {
    if (const std::exception_ptr thrown = std::current_exception()) std::rethrow_exception(thrown);
    std::fputs("internal error: ended without an exception\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "internal error: %s\n", error.what());
  } catch (...) {
    std::fputs("internal error: something was thrown that is no exception\n", stderr);
  }
}

[[noreturn]] void end() {
  say_what_was_thrown();
  std::fflush(stderr);
  std::_Exit(static_cast<int>(ExitCode::kInternal));
}

}  // namespace

void end_uncaught_with_70() { std::set_terminate(&end); }

}  // namespace projector::app
