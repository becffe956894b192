#include "projector/postgres/sink_inspector.h"

#include <memory>
#include <utility>

#include "postgres/connection.h"
#include "postgres/error_text.h"
#include "postgres/sqlstate.h"
#include "postgres/text_arrays.h"

namespace projector::postgres {
namespace {

// A look must never be one more load on a server that is in trouble.
constexpr auto kLookTimeout = std::chrono::milliseconds(1000);
constexpr auto kLockTimeout = std::chrono::milliseconds(100);

// Sessions of ours: what every look begins with. A role sees all of its own sessions, whatever its
// privileges are.
constexpr const char* kOurs =
    "a.usename = current_user AND a.datname = current_database() "
    "AND a.application_name LIKE 'manifest-projector writer%'";

std::string blockers_query() {
  const std::string ours = kOurs;
  return R"sql(
WITH waiting AS (
  SELECT a.pid, extract(epoch FROM clock_timestamp() - a.query_start) AS seconds,
         (SELECT l.relation::regclass::text FROM pg_locks l
          WHERE l.pid = a.pid AND NOT l.granted AND l.relation IS NOT NULL
            AND l.locktype = 'relation' LIMIT 1) AS table_name,
         pg_blocking_pids(a.pid) AS blocking
  FROM pg_stat_activity a WHERE )sql" +
         ours + R"sql( AND a.wait_event_type = 'Lock')
SELECT b.pid, coalesce(s.application_name, ''), coalesce(s.usename::text, ''),
       coalesce(s.state, ''), coalesce(extract(epoch FROM clock_timestamp() - s.xact_start), 0),
       coalesce(max(w.table_name), ''), coalesce(max(w.seconds), 0)
FROM waiting w CROSS JOIN LATERAL unnest(w.blocking) AS b(pid)
LEFT JOIN pg_stat_activity s ON s.pid = b.pid
WHERE b.pid NOT IN (SELECT a.pid FROM pg_stat_activity a WHERE )sql" +
         ours + R"sql()
GROUP BY 1, 2, 3, 4, s.xact_start ORDER BY 7 DESC LIMIT 5)sql";
}

// Of others' sessions the progress shows only that they are there: their lock on the table tells
// which it may be. No other command that runs for long takes a ShareLock.
constexpr const char* kBuildsQuery = R"sql(
WITH ours AS (SELECT name, to_regclass(name) AS id FROM unnest($1::text[]) AS t(name))
SELECT p.pid, coalesce(s.application_name, ''), ours.name,
       coalesce(p.index_relid::regclass::text, ''), coalesce(p.phase, ''),
       CASE WHEN p.blocks_total > 0 THEN p.blocks_done::float8 / p.blocks_total
            WHEN p.tuples_total > 0 THEN p.tuples_done::float8 / p.tuples_total
            ELSE -1 END
FROM pg_stat_progress_create_index p
LEFT JOIN pg_stat_activity s ON s.pid = p.pid
JOIN ours ON ours.id = coalesce(nullif(p.relid, 0::oid), (
  SELECT l.relation FROM pg_locks l JOIN ours o ON o.id = l.relation
  WHERE l.pid = p.pid AND l.mode IN ('ShareLock', 'ShareUpdateExclusiveLock') LIMIT 1))
WHERE p.datid = (SELECT oid FROM pg_database WHERE datname = current_database())
LIMIT 5)sql";

std::string waits_query() {
  return std::string(R"sql(
SELECT coalesce(a.wait_event_type || ': ' || a.wait_event, ''), count(*)
FROM pg_stat_activity a WHERE )sql") +
         kOurs + " AND a.state = 'active' GROUP BY 1 ORDER BY 2 DESC LIMIT 3";
}

constexpr const char* kPrivilegesQuery =
    "SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')";

constexpr const char* kWithoutPrivileges =
    "the state of others' sessions and the progress of their index builds (GRANT "
    "pg_read_all_stats TO the daemon's role shows them)";

std::vector<SinkBlocker> read_blockers(pqxx::transaction_base& transaction) {
  std::vector<SinkBlocker> blockers;
  for (const auto& row : transaction.exec(blockers_query())) {
    SinkBlocker blocker;
    blocker.pid = row[0].as<std::int32_t>();
    blocker.application = row[1].as<std::string>();
    blocker.user = row[2].as<std::string>();
    blocker.state = row[3].as<std::string>();
    blocker.transaction_seconds = row[4].as<double>();
    blocker.table = row[5].as<std::string>();
    blocker.waiting_seconds = row[6].as<double>();
    blockers.push_back(std::move(blocker));
  }
  return blockers;
}

std::vector<SinkIndexBuild> read_builds(pqxx::transaction_base& transaction,
                                        const std::vector<std::string>& tables) {
  std::vector<SinkIndexBuild> builds;
  for (const auto& row : transaction.exec(kBuildsQuery, pqxx::params{tables})) {
    SinkIndexBuild build;
    build.pid = row[0].as<std::int32_t>();
    build.application = row[1].as<std::string>();
    build.table = row[2].as<std::string>();
    build.index = row[3].as<std::string>();
    build.phase = row[4].as<std::string>();
    build.done_share = row[5].as<double>();
    builds.push_back(std::move(build));
  }
  return builds;
}

std::vector<SinkWait> read_waits(pqxx::transaction_base& transaction) {
  std::vector<SinkWait> waits;
  for (const auto& row : transaction.exec(waits_query())) {
    waits.push_back({row[0].as<std::string>(), row[1].as<std::uint32_t>()});
  }
  return waits;
}

SinkSight look_at(pqxx::connection& session, const std::vector<std::string>& tables,
                  const std::string& settings) {
  SinkSight sight;
  pqxx::read_transaction transaction(session);
  transaction.exec(settings);
  sight.blockers = read_blockers(transaction);
  sight.builds = read_builds(transaction, tables);
  sight.waits = read_waits(transaction);
  if (!transaction.query_value<bool>(kPrivilegesQuery)) sight.not_seen = kWithoutPrivileges;
  sight.is_known = true;
  return sight;
}

SinkSight unseen(const std::string& why) {
  SinkSight sight;
  sight.is_known = true;
  sight.not_seen = "anything of PostgreSQL's sessions (" + why + ")";
  return sight;
}

}  // namespace

struct SinkInspector::State {
  Options options;
  std::vector<std::string> tables;
  std::unique_ptr<Connection> connection;  // Null: to be opened at the next look.
};

SinkInspector::SinkInspector(Options options, std::vector<std::string> tables)
    : state_(std::make_unique<State>(State{std::move(options), std::move(tables), nullptr})) {
  state_->options.statement_timeout = kLookTimeout;
  state_->options.lock_timeout = kLockTimeout;
}

SinkInspector::~SinkInspector() = default;

SinkSight SinkInspector::look() {
  try {
    if (!state_->connection) {
      state_->connection =
          std::make_unique<Connection>(connect(state_->options, "manifest-projector explain"));
    }
    return look_at(*state_->connection->session, state_->tables,
                   transaction_settings(state_->options));
  } catch (const ConnectError& error) {
    return unseen(error.what());
  } catch (const pqxx::sql_error& error) {
    disconnect();
    return unseen(reason_for(sqlstate_of(error), error.what()));
  } catch (const pqxx::failure& error) {
    disconnect();
    return unseen(reason_for("", error.what()));
  }
}

void SinkInspector::disconnect() { state_->connection.reset(); }

}  // namespace projector::postgres
