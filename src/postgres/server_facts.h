// What a server says of itself, and what of that keeps rows from being written or kept.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <pqxx/pqxx>

#include "projector/base/startup_finding.h"
#include "projector/postgres/options.h"

namespace projector::postgres {

struct ServerFacts {
  std::string version;              // "15.18".
  std::int32_t version_number = 0;  // 150018.
  std::string database;
  std::string user;
  std::string encoding;
  bool is_standby = false;
  bool is_read_only = false;  // Sessions begin so.
  std::int64_t statement_timeout_ms = 0;
  std::int64_t lock_timeout_ms = 0;
  bool commits_wait = true;           // synchronous_commit.
  bool is_flushed = true;             // fsync.
  std::int64_t connections_max = -1;  // Of this user in this database; -1: only the server's own.
  bool has_status_table = false;      // All of config/sql/projector.sql.
  bool may_write_status = false;
};

ServerFacts read_facts(pqxx::connection& session);

std::vector<StartupFinding> check_facts(const ServerFacts& facts, const Options& options);

}  // namespace projector::postgres
