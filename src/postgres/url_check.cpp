#include "projector/postgres/url_check.h"

#include "postgres/connection.h"

namespace projector::postgres {

std::vector<StartupFinding> check_url(const Options& options) {
  try {
    require_url(options.url);
  } catch (const ConnectError& error) {
    StartupFinding finding;
    finding.option = "postgres.url";
    finding.message = error.what();
    return {finding};
  }
  return {};
}

}  // namespace projector::postgres
