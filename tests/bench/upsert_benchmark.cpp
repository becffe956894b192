// What PostgreSQL takes from this program's own sink: folded upserts of flat bookings from memory,
// with no Kafka, no JSON and no watermarks. The ceiling of every figure of the whole daemon.
//
//   projector_bench_upsert URL --rows 500000 --batch 500 --connections 2 [--json]
//
// Makes its table anew in the database, and drops it.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <pqxx/pqxx>

#include "projector/core/fold.h"
#include "projector/postgres/database.h"

#include "flat_table.h"

namespace projector {
namespace {

constexpr const char* kTable = "projector_bench_upsert";

struct Arguments {
  std::string url;
  std::uint32_t rows = 500'000;
  std::uint32_t batch = 500;
  std::uint32_t connections = 2;
  std::uint64_t table_rows = 0;
  bool prepared = true;
  bool is_json = false;
};

// The columns of the flat booking: about 0.2 KB of the event's 0.8 KB go into the row.
WritePlans plans() {
  WritePlan plan;
  plan.schema = "public";
  plan.table = kTable;
  plan.columns = {{"booking_id", "text"},
                  {"passenger_no", "integer"},
                  {"sailing_id", "text"},
                  {"full_name", "text"},
                  {"cabin", "text"},
                  {"status", "text"},
                  {"occurred_at", "timestamp with time zone"},
                  {"boarding_group", "text"},
                  {"version", "bigint"}};
  plan.key_count = 2;
  plan.removed_mark = RemovedMark::kTimestamp;
  plan.removed_column = "removed_at";
  return {plan};
}

// Rows of other bookings, so many, are there before.
void make_table(const std::string& url, std::uint64_t rows) {
  pqxx::connection connection(url);
  pqxx::work transaction(connection);
  const std::string table = kTable;
  transaction.exec("DROP TABLE IF EXISTS " + table).no_rows();
  transaction.exec(create_flat_table(table)).no_rows();
  transaction
      .exec("INSERT INTO " + table +
            " (booking_id, passenger_no, full_name, version)"
            " SELECT 'HP-' || md5(n::text), 1, 'PASSENGER', 1 FROM generate_series(1, " +
            std::to_string(rows) + ") AS n")
      .no_rows();
  transaction.commit();
  // What autovacuum would do later, beside the measurement.
  pqxx::nontransaction looks(connection);
  looks.exec("VACUUM ANALYZE " + table).no_rows();
  looks.exec("CHECKPOINT").no_rows();
}

void drop_table(const std::string& url) {
  pqxx::connection connection(url);
  pqxx::nontransaction(connection).exec(std::string("DROP TABLE ") + kTable).no_rows();
}

// Spreads neighbouring numbers over all keys, so that batches hold no neighbours.
std::uint32_t mix(std::uint32_t number) { return number * 2'654'435'761u; }

void add_cell(Batch& batch, const std::string& text) {
  batch.cells.push_back(batch.arena.copy(text));
}

// The `number`-th event. A writer has its own keys, as a lane has.
void add_event(Batch& batch, std::uint32_t number, std::uint32_t writer,
               std::uint32_t connections) {
  const std::uint32_t key = mix(number) % (kKeys / connections) * connections + writer;
  RowChange row;
  row.record = static_cast<std::uint32_t>(batch.records.size());
  row.first_cell = static_cast<std::uint32_t>(batch.cells.size());
  row.version = number + 1;
  BatchRecord record;
  record.first_row = static_cast<std::uint32_t>(batch.rows.size());
  record.row_count = 1;
  batch.rows.push_back(row);
  batch.records.push_back(record);
  add_cell(batch, "HP-" + std::to_string(10'000'000 + key));
  add_cell(batch, "1");
  add_cell(batch, "HPT-SKA-2026-07-14T18:00");
  add_cell(batch, "PASSENGER NUMBER " + std::to_string(key));
  add_cell(batch, "B" + std::to_string(key % 900));
  add_cell(batch, "confirmed");
  add_cell(batch, "2026-07-06T09:00:00.125Z");
  add_cell(batch, "C");
  add_cell(batch, std::to_string(row.version));
}

struct Share {
  std::vector<std::unique_ptr<Batch>> batches;
  std::uint64_t failed = 0;
};

Share make_share(const Arguments& arguments, std::uint32_t writer) {
  Share share;
  const std::uint32_t rows = arguments.rows / arguments.connections;
  for (std::uint32_t number = 0; number < rows; ++number) {
    if (number % arguments.batch == 0) share.batches.push_back(std::make_unique<Batch>());
    add_event(*share.batches.back(), number, writer, arguments.connections);
  }
  return share;
}

void write_share(Share& share, const postgres::Options& options, const WritePlans& write_plans) {
  const auto sink = postgres::make_row_sink(options, "projector_bench_upsert");
  Folder folder;
  for (const auto& batch : share.batches) {
    const std::optional<WriteResult> result =
        sink->write(folder.fold(*batch, batch->all(), write_plans), write_plans);
    if (result.has_value() && result->action == WriteAction::kApplied) continue;
    const char* reason = result.has_value() ? result->reason.c_str() : "the counts do not tell";
    if (share.failed++ == 0) std::fprintf(stderr, "failed: %s\n", reason);
  }
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void tell(double rows, const Arguments& arguments, double seconds, double cpu,
          std::uint64_t failed) {
  std::printf(
      "%.0f rows in batches of %u over %u connections: %.2f s, %.0f rows/s, %.2f us of "
      "client CPU a row, %llu batches failed\n",
      rows, arguments.batch, arguments.connections, seconds, rows / seconds, cpu / rows * 1e6,
      static_cast<unsigned long long>(failed));
}

int run(const Arguments& arguments) {
  make_table(arguments.url, arguments.table_rows);
  postgres::Options options;
  options.url = arguments.url;
  options.prepared_statements = arguments.prepared;
  const WritePlans write_plans = plans();
  std::vector<Share> shares;
  shares.reserve(arguments.connections);
  for (std::uint32_t i = 0; i < arguments.connections; ++i) {
    shares.push_back(make_share(arguments, i));
  }

  const double cpu_before = cpu_seconds();
  const auto start = std::chrono::steady_clock::now();
  std::vector<std::thread> writers;
  writers.reserve(shares.size());
  for (Share& share : shares) {
    writers.emplace_back([&] { write_share(share, options, write_plans); });
  }
  for (std::thread& writer : writers) writer.join();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  const double cpu = cpu_seconds() - cpu_before;

  std::uint64_t failed = 0;
  for (const Share& share : shares) failed += share.failed;
  const std::uint32_t written = arguments.rows / arguments.connections * arguments.connections;
  const double rows = written;
  if (arguments.is_json) {
    std::printf("{\"rows\": %.0f, \"rows_per_second\": %.1f, \"client_us_per_row\": %.4f}\n", rows,
                rows / taken.count(), cpu / rows * 1e6);
  } else {
    tell(rows, arguments, taken.count(), cpu, failed);
  }
  drop_table(arguments.url);
  return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace projector

int main(int argc, char** argv) try {
  projector::Arguments arguments;
  CLI::App app("Upserts flat bookings from memory through the sink");
  app.add_option("url", arguments.url, "Connection URL; the table is made there")->required();
  app.add_option("--rows", arguments.rows, "Rows in all")->check(CLI::PositiveNumber);
  app.add_option("--batch", arguments.batch, "Records a batch")->check(CLI::PositiveNumber);
  app.add_option("--connections", arguments.connections, "Writers")->check(CLI::Range(1, 64));
  app.add_option("--table-rows", arguments.table_rows, "Rows of others in the table before");
  app.add_flag("--json", arguments.is_json, "One line of JSON");
  app.add_flag("!--unprepared", arguments.prepared, "As behind a transaction-pooling proxy");
  CLI11_PARSE(app, argc, argv);
  return projector::run(arguments);
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
