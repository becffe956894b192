// A table's description, over a connection that is there.

#pragma once

#include <string>

#include <pqxx/pqxx>

#include "projector/base/startup_finding.h"
#include "projector/core/table_catalog.h"

namespace projector::postgres {

struct TableReading {
  TableCatalog catalog;
  // What the catalog does not say and rows may suffer from. Place and option are the caller's.
  std::vector<StartupFinding> findings;
};

// Describes `table` (`name` or `schema.name`, as written, found as the server's search_path says).
// A domain is described by the type below it, an array by its elements; an array of domains is
// known to the server only. Privileges count that hold for any column. `settings` as
// transaction_settings() makes them. Throws StartupFindings (kConfiguration) where there is no such
// table, and what libpqxx throws.
TableReading read_table(pqxx::connection& session, const std::string& table,
                        const std::string& settings);

}  // namespace projector::postgres
