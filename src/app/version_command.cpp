#include "version_command.h"

#include <cstdio>

#include "projector/kafka/record_source.h"
#include "projector/postgres/database.h"

#include "build_identity.h"

namespace projector::app {

ExitCode print_version() {
  std::printf("manifest-projector %s (commit %s)\nlibrdkafka %s\nlibpq %s\n", PROJECTOR_VERSION,
              PROJECTOR_COMMIT, kafka::library_version().c_str(),
              postgres::library_version().c_str());
  return ExitCode::kDone;
}

}  // namespace projector::app
