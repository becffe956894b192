// What servers and tables say of a configuration: the one place that looks, for `run` before it
// starts and for `validate --connect`, so that one refuses what the other calls an error.

#pragma once

#include <memory>
#include <vector>

#include "projector/base/startup_finding.h"
#include "projector/config/config.h"
#include "projector/config/finding.h"
#include "projector/projection/projection.h"

namespace projector::app {

struct StartupChecks {
  std::vector<StartupFinding> findings;  // Each once, each with its place.
  // In the order of the topics; none where a finding is an error.
  std::vector<Projection> projections;
  bool has_status_table = false;       // And the right to write it.
  std::shared_ptr<void> kafka_client;  // Takes up to a second to end.
};

// Asks Kafka and PostgreSQL at the same time. Ends within seconds, whatever they do.
StartupChecks check_servers(const config::Config& config);

// What can be said without a connection, and the configuration's own reader does not know: each
// with its place.
std::vector<StartupFinding> check_offline(const config::Config& config);

// As the configuration's own findings look, in the order of the file.
std::vector<config::Finding> located(const std::vector<StartupFinding>& findings);

}  // namespace projector::app
