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

}  // namespace projector::postgres
