#include "sim/throttle.h"

#include <chrono>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <pqxx/pqxx>

#include "sim/database.h"
#include "sim/errors.h"
#include "sim/throttle_sql.h"

namespace harbor {
namespace {

using Transaction = pqxx::work;

// Writers queue behind our request for a lock. They wait at most this long, then get their turn.
constexpr std::string_view kLockTimeoutSql = "SET LOCAL lock_timeout = '100ms'";
constexpr std::chrono::milliseconds kLockRetryPause{50};
constexpr std::chrono::seconds kLockPatience{60};

constexpr std::string_view kLockNotAvailable = "55P03";
constexpr std::string_view kDeadlockDetected = "40P01";

std::string for_table(std::string_view sql, const std::string& table) {
  constexpr std::string_view kPlaceholder = "{table}";
  std::string text(sql);
  for (std::size_t at = 0; (at = text.find(kPlaceholder, at)) != std::string::npos;
       at += table.size()) {
    text.replace(at, kPlaceholder.size(), table);
  }
  return text;
}

class Throttle {
 public:
  explicit Throttle(const ThrottleOptions& options)
      : options_(options),
        connection_(connect(options.postgres_url)),
        table_(quoted_table(connection_, options.table)) {
    pqxx::nontransaction session(connection_);
    session.exec("SET client_min_messages = warning");  // "already exists, skipping" is no news.
  }

  void set();
  bool lift();  // False when there was nothing to lift.

 private:
  void in_transaction(const std::function<void(Transaction&)>& work);
  std::optional<pqxx::oid> find_table(Transaction& transaction) const;
  static bool is_installed(Transaction& transaction);
  static bool has_triggers(Transaction& transaction, pqxx::oid table_id);
  void install(Transaction& transaction) const;
  void remove(Transaction& transaction) const;

  const ThrottleOptions& options_;
  pqxx::connection connection_;
  const std::string table_;  // Quoted.
};

void Throttle::set() {
  in_transaction([this](Transaction& transaction) { install(transaction); });
}

bool Throttle::lift() {
  bool installed = false;
  // By itself and first: it frees those who sleep with the table's lock, which comes next.
  in_transaction([&](Transaction& transaction) {
    installed = is_installed(transaction);
    if (!installed) return;
    transaction.exec(
        "DELETE FROM harbor_sim.throttled WHERE table_id = to_regclass($1)::oid "
        "OR NOT EXISTS (SELECT FROM pg_class WHERE oid = table_id)",
        pqxx::params{table_});
  });
  if (!installed) return false;
  in_transaction([this](Transaction& transaction) { remove(transaction); });
  return true;
}

// Runs `work` again while somebody else holds a lock it needs.
void Throttle::in_transaction(const std::function<void(Transaction&)>& work) {
  const auto deadline = std::chrono::steady_clock::now() + kLockPatience;
  while (true) {
    try {
      Transaction transaction(connection_);
      transaction.exec(kLockTimeoutSql);
      work(transaction);
      transaction.commit();
      return;
    } catch (const pqxx::sql_error& error) {
      const bool is_locked =
          error.sqlstate() == kLockNotAvailable || error.sqlstate() == kDeadlockDetected;
      if (!is_locked || std::chrono::steady_clock::now() > deadline) throw;
    }
    std::this_thread::sleep_for(kLockRetryPause);
  }
}

std::optional<pqxx::oid> Throttle::find_table(Transaction& transaction) const {
  return transaction.query_value<std::optional<pqxx::oid>>("SELECT to_regclass(" +
                                                           connection_.quote(table_) + ")::oid");
}

bool Throttle::is_installed(Transaction& transaction) {
  return transaction.query_value<bool>("SELECT to_regclass('harbor_sim.throttled') IS NOT NULL");
}

bool Throttle::has_triggers(Transaction& transaction, pqxx::oid table_id) {
  return transaction.query_value<int>(
             "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'harbor_sim_slow_%' "
             "AND tgrelid = " +
             std::to_string(table_id)) == 3;
}

void Throttle::install(Transaction& transaction) const {
  const auto table_id = find_table(transaction);
  if (!table_id) {
    throw Unavailable("table " + options_.table +
                      " does not exist. Make it with config/sql/harbor_point.sql, or name another "
                      "with --table");
  }
  transaction.exec(kThrottleSchemaSql);
  transaction.exec("CREATE SEQUENCE IF NOT EXISTS harbor_sim.clock_" + std::to_string(*table_id));
  transaction.exec(
      "INSERT INTO harbor_sim.throttled VALUES ($1, $2) ON CONFLICT (table_id) "
      "DO UPDATE SET rows_per_second = excluded.rows_per_second",
      pqxx::params{*table_id, options_.rows_per_second});
  // Only where they are missing: under load a throttled table is never free of others' locks.
  if (has_triggers(transaction, *table_id)) return;
  transaction.exec("LOCK TABLE " + table_ + " IN SHARE ROW EXCLUSIVE MODE");
  transaction.exec(for_table(kThrottleTriggersSql, table_));
}

void Throttle::remove(Transaction& transaction) const {
  const auto table_id = find_table(transaction);
  if (table_id) {
    transaction.exec("LOCK TABLE " + table_ + " IN ACCESS EXCLUSIVE MODE");
    transaction.exec(for_table(kThrottleDropTriggersSql, table_));
    transaction.exec("DROP SEQUENCE IF EXISTS harbor_sim.clock_" + std::to_string(*table_id));
  }
  const bool others_remain =
      transaction.query_value<bool>("SELECT EXISTS (SELECT FROM harbor_sim.throttled)");
  if (!others_remain) transaction.exec("DROP SCHEMA harbor_sim CASCADE");
}

}  // namespace

int run_throttle(const ThrottleOptions& options) {
  try {
    Throttle throttle(options);
    if (!options.lift) {
      throttle.set();
      std::printf("%s now takes %g rows/s from all writers together; lift it with --lift\n",
                  options.table.c_str(), options.rows_per_second);
    } else if (throttle.lift()) {
      std::printf("%s is no longer throttled\n", options.table.c_str());
    } else {
      std::printf("%s was not throttled\n", options.table.c_str());
    }
  } catch (const pqxx::insufficient_privilege& error) {
    throw Unavailable("PostgreSQL refuses: " + lines_of(error) + "Connect as the owner of table " +
                      options.table + ", with CREATE on its database");
  } catch (const pqxx::failure& error) {
    throw Unavailable("cannot throttle " + options.table + ": " + lines_of(error));
  }
  return kExitDone;
}

}  // namespace harbor
