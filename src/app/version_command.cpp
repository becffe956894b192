#include "version_command.h"

#include <cstdio>

#include <nlohmann/json.hpp>

#include "projector/kafka/record_source.h"
#include "projector/postgres/database.h"

#include "build_identity.h"

namespace projector::app {

ExitCode print_version(VersionFormat format) {
  const std::string librdkafka = kafka::library_version();
  const std::string libpq = postgres::library_version();
  if (format == VersionFormat::kJson) {
    const nlohmann::ordered_json versions = {{"version", PROJECTOR_VERSION},
                                             {"commit", PROJECTOR_COMMIT},
                                             {"librdkafka", librdkafka},
                                             {"libpq", libpq}};
    std::printf("%s\n", versions.dump().c_str());
    return ExitCode::kDone;
  }
  std::printf("manifest-projector %s (commit %s)\nlibrdkafka %s\nlibpq %s\n", PROJECTOR_VERSION,
              PROJECTOR_COMMIT, librdkafka.c_str(), libpq.c_str());
  return ExitCode::kDone;
}

}  // namespace projector::app
