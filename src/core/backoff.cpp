#include "projector/core/backoff.h"

#include <algorithm>

#include "projector/base/check.h"

namespace projector {

std::chrono::milliseconds Backoff::pause_after(std::uint32_t failures) {
  PROJECTOR_CHECK(failures > 0, "without a failure there is nothing to wait for");
  constexpr std::uint32_t kDoublingsMax = 20;  // Far above any sensible limit, far below overflow.
  const auto doubled = first_.count() << std::min(failures - 1, kDoublingsMax);
  const auto ceiling = std::min<std::chrono::milliseconds::rep>(doubled, limit_.count());
  std::uniform_int_distribution<std::chrono::milliseconds::rep> jitter(1, ceiling);
  return std::chrono::milliseconds(jitter(random_));
}

}  // namespace projector
