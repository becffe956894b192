#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "projector/base/check.h"
#include "projector/base/mutex.h"
#include "projector/core/settlement.h"
#include "projector/postgres/database.h"

#include "postgres/connection.h"
#include "postgres/error_class.h"
#include "postgres/error_text.h"
#include "postgres/sqlstate.h"
#include "postgres/statements.h"
#include "postgres/text_arrays.h"

namespace projector::postgres {
namespace {

constexpr const char* kTooManyConnections = "53300";

// A prepared statement keeps the plan that was best for the table of then: an update prepared
// beside 50 rows went on to read the whole table when it had 300,000, 125 ms instead of 5 for 500
// rows. The server forgets such a plan when it analyzes the table, minutes after a burst began. So
// all plans are made anew whenever the session has changed twice as many rows as before, from this
// many.
constexpr std::uint64_t kReplanRowsMin = 1'000;

// So that the rows of the arrays meet the table by its index (docs/decisions/0018). The server may
// think it cheaper to read the whole table for each batch, and of a new table it does. What has to
// read it all the same looks so expensive then that its plan would be compiled, each time anew.
constexpr std::array<std::string_view, 4> kPlansOff = {"enable_hashjoin", "enable_mergejoin",
                                                       "enable_seqscan", "jit"};

std::string plan_settings(const char* set) {
  std::string sql;
  for (const std::string_view setting : kPlansOff) {
    sql.append(set).append(" ").append(setting).append(" = off; ");
  }
  return sql;
}

// For a proxy that pools transactions, where a session has no settings.
std::string settings_of_transactions(const Options& options) {
  return plan_settings("SET LOCAL") + transaction_settings(options);
}

WriteResult settled(const RecordCounts& counts) {
  return {WriteAction::kApplied, counts.applied, counts.stale, counts.unmatched, "", ""};
}

// Rows (place, older), as look_statement() says.
std::vector<Standing> standings_of(const pqxx::result& found, std::size_t row_count) {
  std::vector<Standing> standings(row_count, Standing::kAbsent);
  for (const pqxx::row& row : found) {
    const bool older = row[1].view() == "t";
    standings.at(row[0].as<std::size_t>() - 1) = older ? Standing::kOlder : Standing::kNotOlder;
  }
  return standings;
}

// Looks change nothing, and each statement sees what is committed when it begins, in a transaction
// or not.
bool has_one_write(const FoldedBatch& batch) {
  constexpr auto kWrite = FoldedStatement::Purpose::kWrite;
  return std::ranges::count(batch.statements, kWrite, &FoldedStatement::purpose) == 1;
}

class PostgresRowSink final : public RowSink {
 public:
  PostgresRowSink(const Options& options, std::string application_name,
                  std::shared_ptr<const TimeoutBoard> timeouts)
      : application_name_(std::move(application_name)),
        timeouts_(std::move(timeouts)),
        options_(options),
        transaction_settings_(settings_of_transactions(options)) {}

  std::optional<WriteResult> write(const FoldedBatch& batch, const WritePlans& plans) override;
  void cancel() noexcept override;

 private:
  void take_timeouts();
  void open();
  void close();
  std::optional<RecordCounts> run(const FoldedBatch& batch, const WritePlans& plans);
  std::optional<RecordCounts> run_all(pqxx::transaction_base& transaction, const FoldedBatch& batch,
                                      const WritePlans& plans);
  StatementResult run_one(pqxx::transaction_base& transaction, const Batch& batch,
                          const FoldedStatement& statement, const WritePlan& plan);
  pqxx::result send(pqxx::transaction_base& transaction, const Statement& statement);
  void refresh_plans();
  pqxx::prepped prepared(const std::string& sql);
  WriteResult refused(const pqxx::sql_error& error, std::string sqlstate);
  WriteResult failed(StatelessFailure failure, const char* message, std::string sqlstate = "");

  // Constant after construction.
  const std::string application_name_;
  const std::shared_ptr<const TimeoutBoard> timeouts_;  // Null: those of the options.

  // Owned by the writer's thread.
  Options options_;  // With the timeouts that the session has.
  std::string transaction_settings_;
  std::unique_ptr<pqxx::connection> session_;  // Null: to be opened at the next write.
  std::map<std::string, std::string, std::less<>> prepared_;  // SQL -> name, of this session.
  std::uint64_t rows_changed_ = 0;                            // Likewise.
  std::uint64_t replan_at_ = kReplanRowsMin;                  // When there were so many.
  TextArrays arrays_;
  // What the statement in hand writes to, and the rights that this takes: for its reason.
  std::string table_;
  std::string_view rights_;

  // Guarded by mutex_.
  Mutex mutex_;
  std::shared_ptr<PGcancel> cancel_ PROJECTOR_GUARDED_BY(mutex_);
};

std::optional<WriteResult> PostgresRowSink::write(const FoldedBatch& batch,
                                                  const WritePlans& plans) {
  table_.clear();
  rights_ = {};
  try {
    if (!batch.statements.empty()) {
      take_timeouts();
      open();
    }
    const std::optional<RecordCounts> counts = run(batch, plans);
    if (!counts.has_value()) return std::nullopt;
    return settled(*counts);
  } catch (const ConnectError& error) {
    return failed(StatelessFailure::kNotConnected, error.what());
  } catch (const pqxx::sql_error& error) {
    return refused(error, sqlstate_of(error));
  } catch (const pqxx::too_many_connections& error) {
    return failed(StatelessFailure::kTurnedAway, error.what(), kTooManyConnections);
  } catch (const pqxx::broken_connection& error) {
    return failed(StatelessFailure::kBrokenLink, error.what());
  } catch (const pqxx::in_doubt_error& error) {
    return failed(StatelessFailure::kInDoubt, error.what());
  } catch (const pqxx::failure& error) {
    return failed(StatelessFailure::kClient, error.what());
  }
}

void PostgresRowSink::cancel() noexcept {
  std::shared_ptr<PGcancel> cancel;
  {
    const MutexLock lock(mutex_);
    cancel = cancel_;
  }
  if (cancel == nullptr) return;
  // Where the request gets lost, the statement's own timeout ends it.
  char message[256];
  PQcancel(cancel.get(), message, sizeof(message));
}

void PostgresRowSink::take_timeouts() {
  if (timeouts_ == nullptr) return;
  const Timeouts wanted = timeouts_->timeouts();
  if (wanted == Timeouts{options_.statement_timeout, options_.lock_timeout}) return;
  if (session_ != nullptr && options_.prepared_statements) {
    pqxx::nontransaction(*session_).exec(session_timeouts(wanted)).no_rows();
  }
  options_.statement_timeout = wanted.statement;
  options_.lock_timeout = wanted.lock;
  transaction_settings_ = settings_of_transactions(options_);
}

void PostgresRowSink::open() {
  if (session_ != nullptr) return;
  Connection connection = connect(options_, application_name_);
  if (options_.prepared_statements) {
    pqxx::nontransaction(*connection.session).exec(plan_settings("SET")).no_rows();
  }
  session_ = std::move(connection.session);
  const MutexLock lock(mutex_);
  cancel_ = std::move(connection.cancel);
}

void PostgresRowSink::close() {
  {
    const MutexLock lock(mutex_);
    cancel_.reset();
  }
  prepared_.clear();
  rows_changed_ = 0;
  replan_at_ = kReplanRowsMin;
  session_.reset();
}

// One write is a transaction by itself: that saves the round trips of BEGIN and COMMIT.
std::optional<RecordCounts> PostgresRowSink::run(const FoldedBatch& batch,
                                                 const WritePlans& plans) {
  if (batch.statements.empty()) return settle(batch, {});
  refresh_plans();
  if (options_.prepared_statements && batch.settles_by_counts && has_one_write(batch)) {
    pqxx::nontransaction transaction(*session_);
    const auto counts = run_all(transaction, batch, plans);
    PROJECTOR_CHECK(counts.has_value(), "a write that cannot be undone settles by its count");
    return counts;
  }
  pqxx::work transaction(*session_);
  if (!options_.prepared_statements) transaction.exec(transaction_settings_).no_rows();
  const auto counts = run_all(transaction, batch, plans);
  if (counts.has_value()) {
    transaction.commit();
  } else {
    transaction.abort();
  }
  return counts;
}

std::optional<RecordCounts> PostgresRowSink::run_all(pqxx::transaction_base& transaction,
                                                     const FoldedBatch& batch,
                                                     const WritePlans& plans) {
  std::vector<StatementResult> results;
  results.reserve(batch.statements.size());
  for (const FoldedStatement& statement : batch.statements) {
    results.push_back(run_one(transaction, *batch.batch, statement, plans[statement.plan]));
  }
  return settle(batch, results);
}

StatementResult PostgresRowSink::run_one(pqxx::transaction_base& transaction, const Batch& batch,
                                         const FoldedStatement& statement, const WritePlan& plan) {
  table_ = plan.schema + "." + plan.table;
  rights_ = rights_of(plan);
  const bool looks = statement.purpose == FoldedStatement::Purpose::kLook;
  const Statement text = looks ? look_statement(plan) : write_statement(plan);
  arrays_.encode(batch, statement.rows, text.cells);
  const pqxx::result result = send(transaction, text);
  if (looks) return {0, standings_of(result, statement.rows.size())};
  const auto rows_changed = static_cast<std::uint64_t>(result.affected_rows());
  rows_changed_ += rows_changed;
  return {rows_changed, {}};
}

pqxx::result PostgresRowSink::send(pqxx::transaction_base& transaction,
                                   const Statement& statement) {
  pqxx::params parameters;
  parameters.reserve(arrays_.column_count());
  for (std::size_t i = 0; i < arrays_.column_count(); ++i) {
    const std::span<const std::byte> column = arrays_.column(i);
    parameters.append(pqxx::bytes_view(column.data(), column.size()));  // No copy.
  }
  if (!options_.prepared_statements) return transaction.exec(statement.sql, std::move(parameters));
  return transaction.exec(prepared(statement.sql), parameters);
}

void PostgresRowSink::refresh_plans() {
  if (!options_.prepared_statements || rows_changed_ < replan_at_) return;
  replan_at_ = 2 * rows_changed_;
  pqxx::nontransaction(*session_).exec("DISCARD PLANS").no_rows();
}

// Plans are few and live as long as the sink, so what is prepared stays so.
pqxx::prepped PostgresRowSink::prepared(const std::string& sql) {
  auto known = prepared_.find(sql);
  if (known == prepared_.end()) {
    std::string name = "projector_" + std::to_string(prepared_.size());
    session_->prepare(name, sql);
    known = prepared_.emplace(sql, std::move(name)).first;
  }
  return pqxx::prepped(known->second);
}

WriteResult PostgresRowSink::refused(const pqxx::sql_error& error, std::string sqlstate) {
  // None, or none any more: what a session that was just opened is told first may be its end.
  if (session_ == nullptr || !session_->is_open()) {
    return failed(StatelessFailure::kBrokenLink, error.what(), std::move(sqlstate));
  }
  WriteResult result;
  result.action = action_for(sqlstate, error.what());
  result.reason = "table " + table_ + ": " + reason_for(sqlstate, error.what());
  if (result.action == WriteAction::kStop && sqlstate == kInsufficientPrivilege) {
    result.reason.append("; writing it takes ").append(rights_);
  }
  // Whatever the server forgot of this session (class 26), a new one prepares it again.
  const bool forgotten = sqlstate.starts_with("26");
  result.sqlstate = std::move(sqlstate);
  if (result.action == WriteAction::kUnavailable || forgotten) close();
  return result;
}

WriteResult PostgresRowSink::failed(StatelessFailure failure, const char* message,
                                    std::string sqlstate) {
  const StatelessRule& rule = rule_for(failure);
  if (rule.ends_session) close();
  WriteResult result;
  result.action = rule.action;
  if (failure == StatelessFailure::kNotConnected) {
    result.reason = message;  // Ours, and whole.
  } else {
    result.reason = rule.action == WriteAction::kRetryUnknown ? "" : "connection lost: ";
    result.reason += reason_for(sqlstate, message);
  }
  result.sqlstate = std::move(sqlstate);
  return result;
}

}  // namespace

void TimeoutBoard::set(const Options& options) {
  const MutexLock lock(mutex_);
  timeouts_ = {options.statement_timeout, options.lock_timeout};
}

Timeouts TimeoutBoard::timeouts() const {
  const MutexLock lock(mutex_);
  return timeouts_;
}

std::unique_ptr<RowSink> make_row_sink(const Options& options, std::string application_name,
                                       std::shared_ptr<const TimeoutBoard> timeouts) {
  return std::make_unique<PostgresRowSink>(options, std::move(application_name),
                                           std::move(timeouts));
}

}  // namespace projector::postgres
