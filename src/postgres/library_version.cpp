#include <string>

#include <libpq-fe.h>

#include "projector/postgres/database.h"

namespace projector::postgres {

std::string library_version() {
  constexpr int kMajor = 10'000;  // PQlibVersion(): 150018 is 15.18.
  const int version = PQlibVersion();
  return std::to_string(version / kMajor) + "." + std::to_string(version % kMajor);
}

}  // namespace projector::postgres
