#include <map>
#include <memory>
#include <string>
#include <utility>

#include "projector/base/mutex.h"
#include "projector/postgres/database.h"

#include "postgres/connection.h"
#include "postgres/error_class.h"
#include "postgres/error_text.h"
#include "postgres/text_arrays.h"
#include "postgres/upsert_statement.h"

namespace projector::postgres {
namespace {

// libpqxx 7.10 drops the SQLSTATE of this one exception.
constexpr const char* kInsufficientPrivilege = "42501";
constexpr const char* kTooManyConnections = "53300";

class PostgresRowSink final : public RowSink {
 public:
  PostgresRowSink(const Options& options, std::string application_name)
      : options_(options),
        application_name_(std::move(application_name)),
        transaction_settings_(transaction_settings(options)) {}

  WriteResult write(const FoldedBatch& batch, const WritePlans& plans) override;
  void cancel() noexcept override;

 private:
  void open();
  void close();
  WriteResult run(const FoldedBatch& batch, const WritePlans& plans);
  WriteResult run_all(pqxx::transaction_base& transaction, const FoldedBatch& batch,
                      const WritePlans& plans);
  pqxx::result::size_type run_one(pqxx::transaction_base& transaction, const Batch& batch,
                                  const FoldedStatement& statement, const WritePlan& plan);
  pqxx::prepped prepared(const std::string& sql);
  WriteResult refused(const pqxx::sql_error& error, std::string sqlstate);
  WriteResult lost(std::string sqlstate, const char* message);

  // Constant after construction.
  const Options options_;
  const std::string application_name_;
  const std::string transaction_settings_;

  // Owned by the writer's thread.
  std::unique_ptr<pqxx::connection> session_;  // Null: to be opened at the next write.
  std::map<std::string, std::string, std::less<>> prepared_;  // SQL -> name, of this session.
  TextArrays arrays_;
  std::string table_;  // What the statement in hand writes to, for its reason.

  // Guarded by mutex_.
  Mutex mutex_;
  std::shared_ptr<PGcancel> cancel_ PROJECTOR_GUARDED_BY(mutex_);
};

WriteResult PostgresRowSink::write(const FoldedBatch& batch, const WritePlans& plans) {
  table_.clear();
  if (batch.statements.empty()) return {};
  try {
    open();
    return run(batch, plans);
  } catch (const ConnectError& error) {
    return {WriteAction::kUnavailable, 0, 0, 0, "", error.what()};
  } catch (const pqxx::insufficient_privilege& error) {
    return refused(error, kInsufficientPrivilege);
  } catch (const pqxx::sql_error& error) {
    return refused(error, error.sqlstate());
  } catch (const pqxx::too_many_connections& error) {
    return lost(kTooManyConnections, error.what());
  } catch (const pqxx::broken_connection& error) {
    return lost("", error.what());
  } catch (const pqxx::in_doubt_error& error) {
    // COMMIT may or may not have happened. The writes have one effect, so doing them again is
    // right either way.
    return lost("", error.what());
  } catch (const pqxx::failure& error) {
    // libpq could not even send or receive. A new link is the way to a known state.
    close();
    return {WriteAction::kRetryLater, 0, 0, 0, "", reason_for("", error.what())};
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

void PostgresRowSink::open() {
  if (session_ != nullptr) return;
  Connection connection = connect(options_, application_name_);
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
  session_.reset();
}

// One statement is a transaction by itself: that saves the round trips of BEGIN and COMMIT.
WriteResult PostgresRowSink::run(const FoldedBatch& batch, const WritePlans& plans) {
  if (options_.prepared_statements && batch.statements.size() == 1) {
    pqxx::nontransaction transaction(*session_);
    return run_all(transaction, batch, plans);
  }
  pqxx::work transaction(*session_);
  if (!options_.prepared_statements) transaction.exec(transaction_settings_).no_rows();
  WriteResult result = run_all(transaction, batch, plans);
  transaction.commit();
  return result;
}

// A record that was folded away shares the fate of the statement, not yet that of its own row.
WriteResult PostgresRowSink::run_all(pqxx::transaction_base& transaction, const FoldedBatch& batch,
                                     const WritePlans& plans) {
  WriteResult result;
  result.stale = batch.folded_stale;
  for (const FoldedStatement& statement : batch.statements) {
    const auto changed = static_cast<std::uint32_t>(
        run_one(transaction, *batch.batch, statement, plans[statement.plan]));
    result.applied += changed;
    result.stale += static_cast<std::uint32_t>(statement.rows.size()) - changed;
  }
  (result.applied > 0 ? result.applied : result.stale) += batch.folded_into;
  return result;
}

pqxx::result::size_type PostgresRowSink::run_one(pqxx::transaction_base& transaction,
                                                 const Batch& batch,
                                                 const FoldedStatement& statement,
                                                 const WritePlan& plan) {
  table_ = plan.schema + "." + plan.table;
  const std::string sql = upsert_statement(plan);
  arrays_.encode(batch, statement.rows, plan.columns.size());
  pqxx::params parameters;
  parameters.reserve(arrays_.column_count());
  for (std::size_t i = 0; i < arrays_.column_count(); ++i) {
    const std::span<const std::byte> column = arrays_.column(i);
    parameters.append(pqxx::bytes_view(column.data(), column.size()));  // No copy.
  }
  const pqxx::result result = options_.prepared_statements
                                  ? transaction.exec(prepared(sql), parameters)
                                  : transaction.exec(sql, std::move(parameters));
  return result.affected_rows();
}

// Plans are few and live as long as the sink, so what is prepared stays so.
pqxx::prepped PostgresRowSink::prepared(const std::string& sql) {
  auto known = prepared_.find(sql);
  if (known == prepared_.end()) {
    std::string name = "projector_upsert_" + std::to_string(prepared_.size());
    session_->prepare(name, sql);
    known = prepared_.emplace(sql, std::move(name)).first;
  }
  return pqxx::prepped(known->second);
}

WriteResult PostgresRowSink::refused(const pqxx::sql_error& error, std::string sqlstate) {
  if (!session_->is_open()) return lost(std::move(sqlstate), error.what());
  WriteResult result;
  result.action = action_for(sqlstate, error.what());
  result.reason = "table " + table_ + ": " + reason_for(sqlstate, error.what());
  // Whatever the server forgot of this session (class 26), a new one prepares it again.
  const bool forgotten = sqlstate.starts_with("26");
  result.sqlstate = std::move(sqlstate);
  if (result.action == WriteAction::kUnavailable || forgotten) close();
  return result;
}

WriteResult PostgresRowSink::lost(std::string sqlstate, const char* message) {
  close();
  std::string reason = "connection lost: " + reason_for(sqlstate, message);
  return {WriteAction::kUnavailable, 0, 0, 0, std::move(sqlstate), std::move(reason)};
}

}  // namespace

std::unique_ptr<RowSink> make_row_sink(const Options& options, std::string application_name) {
  return std::make_unique<PostgresRowSink>(options, std::move(application_name));
}

}  // namespace projector::postgres
