// What PostgreSQL says before the start: of itself, and of the tables that projections name.

#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "projector/base/startup_finding.h"
#include "projector/core/table_catalog.h"
#include "projector/postgres/options.h"

namespace projector::postgres {

struct WantedTable {
  std::string name;    // `name` or `schema.name`.
  std::string option;  // Where the configuration names it: "projections.manifest.table".
};

struct Inspection {
  // By name as wanted. Of those that are not here, a finding says why.
  std::map<std::string, TableCatalog> tables;
  std::vector<StartupFinding> findings;
  bool has_status_table = false;  // projector_status, and the right to write it.
};

// Looks once, over one connection. A server that is away, or does not take writes now, is an error
// that may pass. Findings name host, port and database, never the password.
Inspection inspect(const Options& options, std::span<const WantedTable> tables);

}  // namespace projector::postgres
