#include "projector/postgres/inspection.h"

#include <iterator>
#include <utility>

#include "postgres/connection.h"
#include "postgres/error_text.h"
#include "postgres/refused_login.h"
#include "postgres/server_facts.h"
#include "postgres/sqlstate.h"
#include "postgres/table_reader.h"

namespace projector::postgres {
namespace {

// What libpqxx says of a failed look: it passes, unless a right is missing.
StartupFinding failed(const pqxx::failure& error) {
  const auto* const sql = dynamic_cast<const pqxx::sql_error*>(&error);
  const std::string state = sql == nullptr ? "" : sqlstate_of(*sql);
  StartupFinding finding;
  finding.message = reason_for(state, error.what());
  finding.is_unavailable = !state.starts_with("42");
  finding.remedy = finding.is_unavailable
                       ? "look again when the server is well"
                       : "let the owner of the schema run GRANT USAGE ON SCHEMA ... TO that user";
  return finding;
}

const char* remedy_for(const ConnectError& error) {
  if (is_about_tls(error.what())) {
    return "check what postgres.url says of sslmode, sslrootcert, sslcert and sslkey, and the name "
           "in the server's certificate";
  }
  return error.reason() == ConnectError::Reason::kUnavailable
             ? "check that it runs, its address, and what stands between"
             : "correct the user, the password or the database, or let the server allow this login "
               "(pg_hba.conf)";
}

StartupFinding unreachable(const ConnectError& error) {
  StartupFinding finding;
  finding.option = "postgres.url";
  finding.message = error.what();
  finding.is_unavailable = error.reason() == ConnectError::Reason::kUnavailable;
  finding.remedy = remedy_for(error);
  return finding;
}

void inspect_table(pqxx::connection& session, const WantedTable& wanted,
                   const std::string& settings, Inspection& inspection) {
  std::vector<StartupFinding> found;
  try {
    TableReading reading = read_table(session, wanted.name, settings);
    inspection.tables.emplace(wanted.name, std::move(reading.catalog));
    found = std::move(reading.findings);
  } catch (const StartupFindings& refused) {
    found = refused.findings();
  } catch (const pqxx::failure& error) {
    found.push_back(failed(error));
    found.back().message.insert(0, "reading table \"" + wanted.name + "\": ");
  }
  for (StartupFinding& finding : found) finding.option = wanted.option;
  std::move(found.begin(), found.end(), std::back_inserter(inspection.findings));
}

}  // namespace

Inspection inspect(const Options& options, std::span<const WantedTable> tables) {
  Inspection inspection;
  try {
    const Connection connection = connect(options, "manifest-projector");
    const ServerFacts facts = read_facts(*connection.session);
    inspection.has_status_table = facts.has_status_table && facts.may_write_status;
    inspection.findings = check_facts(facts, options);
    const std::string settings = transaction_settings(options);
    for (const WantedTable& wanted : tables) {
      inspect_table(*connection.session, wanted, settings, inspection);
    }
  } catch (const ConnectError& error) {
    inspection.findings = {unreachable(error)};
  } catch (const pqxx::failure& error) {
    inspection.findings.push_back(failed(error));
    inspection.findings.back().option = "postgres.url";
  }
  return inspection;
}

}  // namespace projector::postgres
