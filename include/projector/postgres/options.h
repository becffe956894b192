// How to reach PostgreSQL and how long it may take (configuration section postgres).

#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace projector::postgres {

struct Options {
  std::string url = "postgresql://projector@localhost:5432/harbor";
  std::string password_file;  // Read again at every connect; empty: none.
  std::uint32_t writers = 4;
  std::chrono::milliseconds statement_timeout{10'000};
  std::chrono::milliseconds lock_timeout{2'000};
  bool prepared_statements = true;
};

// Of it what running sinks take: each before its next batch.
struct Timeouts {
  std::chrono::milliseconds statement{0};
  std::chrono::milliseconds lock{0};

  friend bool operator==(const Timeouts&, const Timeouts&) = default;
};

}  // namespace projector::postgres
