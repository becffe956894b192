#include "postgres/server_facts.h"

#include <string_view>
#include <utility>

#include "projector/base/quantity.h"

namespace projector::postgres {
namespace {

// The first that has what the catalog is asked for (pg_attribute.attgenerated).
constexpr std::int32_t kVersionLeast = 120'000;

// A superuser is let in whatever the limits are.
constexpr const char* kFactsQuery = R"sql(
SELECT current_setting('server_version'), current_setting('server_version_num')::int,
       current_database(), current_user::text, current_setting('server_encoding'),
       pg_is_in_recovery(), current_setting('default_transaction_read_only')::boolean,
       (SELECT setting::bigint FROM pg_settings WHERE name = 'statement_timeout'),
       (SELECT setting::bigint FROM pg_settings WHERE name = 'lock_timeout'),
       current_setting('synchronous_commit') <> 'off', current_setting('fsync')::boolean,
       CASE WHEN r.rolsuper OR (r.rolconnlimit < 0 AND d.datconnlimit < 0) THEN -1
            WHEN r.rolconnlimit < 0 THEN d.datconnlimit
            WHEN d.datconnlimit < 0 THEN r.rolconnlimit
            ELSE least(r.rolconnlimit, d.datconnlimit) END,
       to_regclass('projector_status') IS NOT NULL AND to_regclass('projector_member') IS NOT NULL
         AND to_regclass('projector_generation') IS NOT NULL,
       coalesce(has_table_privilege(to_regclass('projector_status'), 'SELECT')
         AND has_table_privilege(to_regclass('projector_status'), 'INSERT')
         AND has_table_privilege(to_regclass('projector_status'), 'UPDATE')
         AND has_table_privilege(to_regclass('projector_member'), 'SELECT')
         AND has_table_privilege(to_regclass('projector_member'), 'INSERT')
         AND has_table_privilege(to_regclass('projector_member'), 'UPDATE')
         AND has_table_privilege(to_regclass('projector_member'), 'DELETE')
         AND has_sequence_privilege(to_regclass('projector_generation'), 'USAGE'), false)
FROM pg_roles r, pg_database d
WHERE r.rolname = current_user AND d.datname = current_database())sql";

std::string in_quotes(const std::string& text) { return "\"" + text + "\""; }

class FactsCheck {
 public:
  FactsCheck(const ServerFacts& facts, const Options& options) : facts_(facts), options_(options) {}

  void check_writable();
  void check_connections();
  void check_durability();
  void check_encoding();
  void check_timeout(const char* name, std::int64_t found_ms, std::chrono::milliseconds wanted);
  void tell_status_table();
  void tell_server();

  std::vector<StartupFinding> take() { return std::move(findings_); }

 private:
  StartupFinding& add(FindingSeverity severity, std::string message, std::string remedy) {
    StartupFinding& finding = findings_.emplace_back();
    finding.severity = severity;
    finding.option = "postgres.url";
    finding.message = std::move(message);
    finding.remedy = std::move(remedy);
    return finding;
  }

  const ServerFacts& facts_;
  const Options& options_;
  std::vector<StartupFinding> findings_;
};

// After a failover this passes by itself, as soon as the server is the primary.
void FactsCheck::check_writable() {
  if (facts_.version_number < kVersionLeast) {
    add(FindingSeverity::kError, "PostgreSQL " + facts_.version + " is older than 12",
        "take a newer one; 15 is tested");
  }
  if (facts_.is_standby) {
    add(FindingSeverity::kError, "the server is a standby, which takes no writes",
        "name the primary, or all hosts with ?target_session_attrs=read-write")
        .is_unavailable = true;
  } else if (facts_.is_read_only) {
    add(FindingSeverity::kError,
        "transactions are read-only here (default_transaction_read_only), so nothing can be "
        "written",
        "ALTER ROLE " + in_quotes(facts_.user) + " IN DATABASE " + in_quotes(facts_.database) +
            " SET default_transaction_read_only = off")
        .is_unavailable = true;
  }
}

void FactsCheck::check_connections() {
  if (facts_.connections_max < 0) return;
  const auto most = static_cast<std::uint64_t>(facts_.connections_max);
  const bool writes_status = facts_.has_status_table && facts_.may_write_status;
  if (most >= options_.writers + (writes_status ? 1u : 0u)) return;
  StartupFinding& finding =
      add(FindingSeverity::kError,
          "user " + in_quotes(facts_.user) + " may have " + std::to_string(most) +
              " connections at a time to database " + in_quotes(facts_.database) +
              ", fewer than postgres.writers (" + std::to_string(options_.writers) + ")" +
              (writes_status ? " and one for projector_status" : ""),
          "lower postgres.writers, or raise the CONNECTION LIMIT of the role or the database");
  finding.option = "postgres.writers";
}

void FactsCheck::check_durability() {
  if (!facts_.commits_wait) {
    add(FindingSeverity::kWarning,
        "synchronous_commit is off: a crash of PostgreSQL loses rows whose offsets were committed",
        "ALTER ROLE " + in_quotes(facts_.user) + " SET synchronous_commit = on");
  }
  if (!facts_.is_flushed) {
    add(FindingSeverity::kWarning,
        "fsync is off: a crash of the server's machine loses rows whose offsets were committed",
        "set fsync = on in postgresql.conf");
  }
}

void FactsCheck::check_encoding() {
  if (facts_.encoding == "UTF8") return;
  add(FindingSeverity::kWarning,
      "database " + in_quotes(facts_.database) + " is encoded in " + facts_.encoding +
          ": a record with a character that it lacks is a bad record",
      "take a database made with ENCODING 'UTF8'");
}

void FactsCheck::check_timeout(const char* name, std::int64_t found_ms,
                               std::chrono::milliseconds wanted) {
  // Otherwise each transaction sets it.
  if (!options_.prepared_statements || found_ms == wanted.count()) return;
  const std::chrono::milliseconds found(found_ms);
  add(FindingSeverity::kWarning,
      std::string(name) + " of the session is " + (found_ms == 0 ? "off" : format_duration(found)) +
          ", not " + format_duration(wanted) + " as postgres." + name +
          " asks for: the URL or a proxy overrides it",
      "behind a proxy that pools transactions set postgres.prepared_statements: false")
      .option = std::string("postgres.") + name;
}

// It runs without, and does not say so again.
void FactsCheck::tell_status_table() {
  if (!facts_.has_status_table) {
    add(FindingSeverity::kInfo,
        "projector_status is not there: readers cannot ask the database how fresh rows are, and "
        "the members of the group do not learn of each other",
        "let the database's owner run config/sql/projector.sql, if that is wanted");
  } else if (!facts_.may_write_status) {
    add(FindingSeverity::kWarning,
        "user " + in_quotes(facts_.user) +
            " may not write projector_status, projector_member or projector_generation: readers "
            "cannot ask the database how fresh rows are, and the members of the group do not "
            "learn of each other",
        "GRANT what the end of config/sql/projector.sql grants to projector");
  }
}

void FactsCheck::tell_server() {
  add(FindingSeverity::kInfo,
      "PostgreSQL " + facts_.version + ", database " + in_quotes(facts_.database) + ", user " +
          in_quotes(facts_.user),
      "");
}

}  // namespace

ServerFacts read_facts(pqxx::connection& session) {
  pqxx::nontransaction transaction(session);
  const pqxx::row row = transaction.exec(kFactsQuery).one_row();
  ServerFacts facts;
  facts.version = row[0].as<std::string>();
  facts.version = facts.version.substr(0, facts.version.find(' '));  // "15.18 (Debian 15.18-1)".
  facts.version_number = row[1].as<std::int32_t>();
  facts.database = row[2].as<std::string>();
  facts.user = row[3].as<std::string>();
  facts.encoding = row[4].as<std::string>();
  facts.is_standby = row[5].as<bool>();
  facts.is_read_only = row[6].as<bool>();
  facts.statement_timeout_ms = row[7].as<std::int64_t>();
  facts.lock_timeout_ms = row[8].as<std::int64_t>();
  facts.commits_wait = row[9].as<bool>();
  facts.is_flushed = row[10].as<bool>();
  facts.connections_max = row[11].as<std::int64_t>();
  facts.has_status_table = row[12].as<bool>();
  facts.may_write_status = row[13].as<bool>();
  return facts;
}

std::vector<StartupFinding> check_facts(const ServerFacts& facts, const Options& options) {
  FactsCheck check(facts, options);
  check.tell_server();
  check.check_writable();
  check.check_connections();
  check.check_durability();
  check.check_encoding();
  check.check_timeout("statement_timeout", facts.statement_timeout_ms, options.statement_timeout);
  check.check_timeout("lock_timeout", facts.lock_timeout_ms, options.lock_timeout);
  check.tell_status_table();
  return check.take();
}

}  // namespace projector::postgres
