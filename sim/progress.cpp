#include "sim/progress.h"

#include <cstdio>

#include <unistd.h>

namespace harbor {
namespace {

constexpr std::chrono::seconds kInterval{1};

}  // namespace

Progress::Progress(bool quiet)
    : quiet_(quiet), in_place_(isatty(STDERR_FILENO) == 1), next_(Clock::now() + kInterval) {}

Progress::~Progress() {
  if (line_is_open_) std::fputc('\n', stderr);
}

bool Progress::is_due(Clock::time_point now) {
  if (quiet_ || now < next_) return false;
  while (next_ <= now) next_ += kInterval;
  return true;
}

void Progress::show(const std::string& text) {
  if (!in_place_) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return;
  }
  // Erase what a longer line before this one would leave behind.
  std::fprintf(stderr, "\r%s\x1b[K", text.c_str());
  line_is_open_ = true;
}

}  // namespace harbor
