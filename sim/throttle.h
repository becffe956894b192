// `harbor-sim throttle`: makes a table slow for everybody who writes to it, as an index build on a
// busy evening does, and lifts that again.

#pragma once

#include <string>

namespace harbor {

struct ThrottleOptions {
  std::string postgres_url;
  std::string table = "passenger_manifest";
  double rows_per_second = 600;
  bool lift = false;
};

// Idempotent both ways; a throttled table takes a new rate at once. Throws Unavailable.
int run_throttle(const ThrottleOptions& options);

}  // namespace harbor
