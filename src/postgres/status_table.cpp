#include "projector/postgres/status_table.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <pqxx/pqxx>

#include "postgres/connection.h"
#include "postgres/error_text.h"
#include "postgres/sqlstate.h"

namespace projector::postgres {
namespace {

using Kind = StatusAnswer::Kind;

// What others say holds for 5 s, so a beat that takes longer than this is better given up; and a
// lock here means that somebody alters the table.
constexpr std::chrono::milliseconds kStatementTimeout{3'000};
constexpr std::chrono::milliseconds kLockTimeout{500};

// What a crash of the server loses of it, the next beat says again.
constexpr const char* kCommitWithoutWaiting = "SET synchronous_commit = off";
constexpr const char* kCommitWithoutWaitingHere = "; SET LOCAL synchronous_commit = off";

constexpr const char* kClaim = "SELECT nextval('projector_generation')";

// $1 group, $2 owner, $3 generation, then a column each. Answers rows (what, owner, topic, place of
// the state, seconds): others that are there, what they say of their topics, and rows of ours that
// a newer generation holds. All clocks are the server's.
constexpr const char* kWrite = R"sql(
WITH mine AS (
  SELECT * FROM unnest($4::text[], $5::int[], $6::float8[], $7::text[], $8::bigint[], $9::float8[])
    AS m(topic, partition, as_of, state, lag, drain_seconds)
), written AS (
  INSERT INTO projector_status AS s
    (group_id, topic, partition, as_of, owner, generation, beat, state, lag, drain_seconds)
  SELECT $1::text, topic, partition, to_timestamp(as_of), $2::text, $3::bigint, clock_timestamp(),
         state, lag, drain_seconds
  FROM mine ORDER BY topic, partition
  ON CONFLICT (group_id, topic, partition) DO UPDATE
  SET as_of = coalesce(excluded.as_of, s.as_of), owner = excluded.owner,
      generation = excluded.generation, beat = excluded.beat, state = excluded.state,
      lag = excluded.lag, drain_seconds = excluded.drain_seconds
  WHERE excluded.generation >= s.generation
), present AS (
  INSERT INTO projector_member AS m (group_id, owner, beat)
  VALUES ($1::text, $2::text, clock_timestamp())
  ON CONFLICT (group_id, owner) DO UPDATE SET beat = excluded.beat
), forgotten AS (
  DELETE FROM projector_member
  WHERE group_id = $1::text AND owner <> $2::text
    AND beat < clock_timestamp() - interval '1 hour'
)
SELECT 'member', owner, '', 0, NULL::float8
FROM projector_member
WHERE group_id = $1::text AND owner <> $2::text
  AND beat > clock_timestamp() - interval '5 seconds'
UNION ALL
SELECT 'topic', owner, topic, coalesce(max(array_position(
         ARRAY['steady', 'absorbing', 'protecting', 'amplifying', 'stalled'], state)), 1) - 1,
       CASE WHEN bool_and(drain_seconds IS NOT NULL) THEN max(drain_seconds) END
FROM projector_status
WHERE group_id = $1::text AND owner <> $2::text
  AND beat > clock_timestamp() - interval '5 seconds'
GROUP BY owner, topic
UNION ALL
SELECT CASE WHEN s.beat > clock_timestamp() - interval '5 seconds' THEN 'refused' ELSE 'silent' END,
       s.owner, s.topic, s.partition, NULL
FROM projector_status s JOIN mine USING (topic, partition)
WHERE s.group_id = $1::text AND s.generation > $3::bigint)sql";

Options status_options(Options options) {
  options.statement_timeout = kStatementTimeout;
  options.lock_timeout = kLockTimeout;
  return options;
}

// One that libpqxx 7.10 must not write: for each NULL it counts fewer bytes than it writes, beyond
// its buffer. Shortest digits that bring the number back; an infinity is `inf`, which PostgreSQL
// reads.
class NumberArray {
 public:
  void add(std::optional<double> number) {
    text_ += text_.size() == 1 ? "" : ",";
    text_ += number ? pqxx::to_string(*number) : "NULL";
  }
  std::string text() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

pqxx::params parameters(const std::string& group, const std::string& owner, std::int64_t generation,
                        std::span<const StatusRow> rows) {
  std::vector<std::string> topics;
  std::vector<std::int32_t> partitions;
  NumberArray as_of;
  std::vector<std::string> states;
  std::vector<std::int64_t> lags;
  NumberArray drains;
  for (const StatusRow& row : rows) {
    topics.push_back(row.topic);
    partitions.push_back(row.partition);
    as_of.add(row.as_of_unix_seconds);
    states.push_back(row.state);
    lags.push_back(row.lag);
    drains.add(row.drain_seconds);
  }
  return {group, owner, generation, topics, partitions, as_of.text(), states, lags, drains.text()};
}

StatusAnswer answer_of(const pqxx::result& found) {
  StatusAnswer answer;
  answer.kind = Kind::kDone;
  for (const pqxx::row& row : found) {
    const std::string_view what = row[0].view();
    if (what == "member") {
      ++answer.members;
    } else if (what == "topic") {
      const auto state = static_cast<FlowState>(row[3].as<int>());
      answer.others.push_back({row[1].as<std::string>(), row[2].as<std::string>(),
                               std::string(name_of(state)), row[4].as<std::optional<double>>()});
    } else {
      ++answer.refused;
      if (what == "silent") ++answer.refused_silently;
    }
  }
  return answer;
}

class PostgresStatusTable final : public StatusTable {
 public:
  PostgresStatusTable(const Options& options, std::string group, std::string owner)
      : options_(status_options(options)),
        transaction_settings_(transaction_settings(options_) + kCommitWithoutWaitingHere),
        group_(std::move(group)),
        owner_(std::move(owner)) {}

  StatusAnswer claim() override;
  StatusAnswer write(std::int64_t generation, std::span<const StatusRow> rows) override;

 private:
  template <typename Statement>
  StatusAnswer attempt(Statement statement);
  void open();
  pqxx::result run(const std::string& sql, const pqxx::params& given);
  StatusAnswer failed(std::string_view sqlstate, const char* message);

  // Constant after construction.
  const Options options_;
  const std::string transaction_settings_;
  const std::string group_;
  const std::string owner_;

  std::unique_ptr<pqxx::connection> session_;
};

StatusAnswer PostgresStatusTable::claim() {
  return attempt([this] {
    StatusAnswer answer;
    answer.generation = run(kClaim, {}).one_field().as<std::int64_t>();
    answer.kind = Kind::kDone;
    return answer;
  });
}

StatusAnswer PostgresStatusTable::write(std::int64_t generation, std::span<const StatusRow> rows) {
  return attempt([this, generation, rows] {
    return answer_of(run(kWrite, parameters(group_, owner_, generation, rows)));
  });
}

template <typename Statement>
StatusAnswer PostgresStatusTable::attempt(Statement statement) {
  try {
    open();
    return statement();
  } catch (const ConnectError& error) {
    return {Kind::kUnavailable, error.what()};
  } catch (const pqxx::sql_error& error) {
    return failed(sqlstate_of(error), error.what());
  } catch (const pqxx::failure& error) {
    session_.reset();
    return {Kind::kUnavailable, reason_for("", error.what())};
  }
}

void PostgresStatusTable::open() {
  if (session_ != nullptr) return;
  session_ = connect(options_, "manifest-projector status").session;
  if (!options_.prepared_statements) return;
  pqxx::nontransaction(*session_).exec(kCommitWithoutWaiting).no_rows();
}

pqxx::result PostgresStatusTable::run(const std::string& sql, const pqxx::params& given) {
  if (options_.prepared_statements) return pqxx::nontransaction(*session_).exec(sql, given);
  pqxx::work transaction(*session_);
  transaction.exec(transaction_settings_).no_rows();
  pqxx::result result = transaction.exec(sql, given);
  transaction.commit();
  return result;
}

StatusAnswer PostgresStatusTable::failed(std::string_view sqlstate, const char* message) {
  std::string reason = reason_for(sqlstate, message);
  // Another table than this version knows, or none, or no right to it.
  const bool is_missing = sqlstate.starts_with("42") || sqlstate.starts_with("3F");
  if (is_missing || !session_->is_open()) session_.reset();
  return {is_missing ? Kind::kMissing : Kind::kUnavailable, std::move(reason)};
}

}  // namespace

std::unique_ptr<StatusTable> make_status_table(const Options& options, std::string group,
                                               std::string owner) {
  return std::make_unique<PostgresStatusTable>(options, std::move(group), std::move(owner));
}

}  // namespace projector::postgres
