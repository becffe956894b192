// Deadlines of the loops (configuration sections kafka.revoke_drain, commit, shutdown).

#pragma once

#include <chrono>

namespace projector {

struct RuntimeOptions {
  std::chrono::milliseconds commit_interval{1'000};
  std::chrono::milliseconds revoke_drain{5'000};
  std::chrono::milliseconds shutdown_drain{20'000};
  std::chrono::milliseconds shutdown_grace{45'000};
};

}  // namespace projector
