// What a record costs from its bytes to its row, and how that compares with simdjson's On-Demand.

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include "projector/core/batch.h"
#include "projector/projection/projection.h"

#include "rounds.h"

namespace {

std::uint64_t allocations = 0;

}  // namespace

// Counted, because the steady state must have none. Not inlined: GCC would take malloc and delete
// for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* const memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace projector {
namespace {

constexpr std::size_t kBatchRecords = 500;

// A flat booking of about 0.8 KB, most of it not asked for.
std::string flat_record(int number) {
  const std::string id = std::to_string(100'000 + number);
  return R"({"event_id":"0198f0a2-7c1e-7d55-9a3f-5f1f0c)" + id +
         R"(","type":"booking-confirmed","version":)" + std::to_string(number % 50 + 1) +
         R"(,"occurred_at":"2026-07-14T18:00:00.125Z","booking_id":"HP-)" + id +
         R"(","passenger_no":1,"sailing_id":"HPT-SKA-2026-07-14T18:00","full_name":"PASSENGER )" +
         id +
         R"(","cabin":"B214","status":"confirmed","channel":"web","deck":7,"fare_cents":12900,)"
         R"("currency":"EUR","notes":")" +
         std::string(190, 'n') + R"(","agent":")" + std::string(120, 'a') + R"(","trace":")" +
         std::string(130, 't') + R"("})";
}

CatalogColumn column(std::string name, std::string type, TypeFamily family, bool nullable) {
  CatalogColumn result;
  result.name = std::move(name);
  result.type = std::move(type);
  result.family = family;
  result.nullable = nullable;
  return result;
}

TableCatalog manifest_table() {
  TableCatalog table;
  table.schema = "public";
  table.name = "passenger_manifest";
  table.columns = {
      column("booking_id", "text", TypeFamily::kText, false),
      column("passenger_no", "integer", TypeFamily::kInteger, false),
      column("sailing_id", "text", TypeFamily::kText, true),
      column("full_name", "text", TypeFamily::kText, true),
      column("cabin", "text", TypeFamily::kText, true),
      column("status", "text", TypeFamily::kText, true),
      column("occurred_at", "timestamp with time zone", TypeFamily::kTimestamptz, true),
      column("version", "bigint", TypeFamily::kBigint, true),
      column("removed_at", "timestamp with time zone", TypeFamily::kTimestamptz, true)};
  table.unique_indexes = {{"passenger_manifest_pkey", {"booking_id", "passenger_no"}}};
  table.can_select = table.can_insert = table.can_update = true;
  return table;
}

ColumnSource column_source(std::string name, std::string from) {
  ColumnSource source;
  source.column = std::move(name);
  source.source.from = std::move(from);
  return source;
}

ProjectionOptions manifest_projection() {
  ProjectionOptions options;
  options.name = "manifest";
  options.table = "passenger_manifest";
  options.key = {"booking_id", "passenger_no"};
  options.version_column = "version";
  options.version.from = "/version";
  EntryOptions& entry = options.entries.emplace_back();
  for (const std::string name : {"booking_id", "passenger_no", "sailing_id", "full_name", "cabin",
                                 "status", "occurred_at"}) {
    entry.columns.push_back(column_source(name, "/" + name));
  }
  return options;
}

// Three passengers of one booking, as the event is on the wire.
std::string fan_out_record(int number) {
  const std::string id = std::to_string(100'000 + number);
  std::string record = R"({"event_id":"0198f0a2-7c1e-7d55-9a3f-5f1f0c)" + id +
                       R"(","type":"booking-confirmed","version":)" +
                       std::to_string(number % 50 + 1) +
                       R"(,"occurred_at":"2026-07-14T18:00:00.125Z","booking":{"id":"HP-)" + id +
                       R"(","sailing_id":"HPT-SKA-2026-07-14T18:00","status":"confirmed",)"
                       R"("channel":"web","agent":")" +
                       std::string(120, 'a') + R"(","passengers":[)";
  for (int passenger = 1; passenger <= 3; ++passenger) {
    record.append(passenger == 1 ? "" : ",");
    record.append(R"({"no":)").append(std::to_string(passenger));
    record.append(R"(,"name":"PASSENGER )").append(id).append(R"(","cabin":"B21)");
    record.append(std::to_string(passenger)).append(R"(","meal":"standard"})");
  }
  return record + R"(]},"trace":")" + std::string(130, 't') + R"("})";
}

ProjectionOptions replace_projection() {
  ProjectionOptions options = manifest_projection();
  options.event.emplace().from = "/type";
  options.removed_column = "removed_at";
  EntryOptions& entry = options.entries.front();
  entry.event = "booking-confirmed";
  entry.kind = ChangeKind::kReplace;
  entry.each = "/booking/passengers";
  entry.within = {"booking_id"};
  entry.columns = {column_source("booking_id", "/booking/id"),
                   column_source("passenger_no", "./no"),
                   column_source("sailing_id", "/booking/sailing_id"),
                   column_source("full_name", "./name"),
                   column_source("cabin", "./cabin"),
                   column_source("status", "/booking/status"),
                   column_source("occurred_at", "/occurred_at")};
  EntryOptions checked_in;
  checked_in.event = "passenger-checked-in";
  checked_in.kind = ChangeKind::kUpdate;
  checked_in.columns = {column_source("booking_id", "/booking_id"),
                        column_source("passenger_no", "/passenger_no"),
                        column_source("cabin", "/cabin")};
  options.entries.push_back(checked_in);
  return options;
}

template <typename Record>
std::vector<std::string> records_of(Record make) {
  std::vector<std::string> records;
  records.reserve(kBatchRecords);
  for (std::size_t i = 0; i < kBatchRecords; ++i) records.push_back(make(static_cast<int>(i)));
  return records;
}

void report(benchmark::State& state, const std::vector<std::string>& records) {
  const auto count = static_cast<double>(state.iterations()) * static_cast<double>(records.size());
  state.counters["ns_per_record"] =
      benchmark::Counter(count * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["records"] = static_cast<double>(records.size());
  state.counters["record_bytes"] = static_cast<double>(records.front().size());
}

void map_records(benchmark::State& state, const std::vector<std::string>& records,
                 const ProjectionOptions& options) {
  const TableCatalog table = manifest_table();
  const ProjectionTarget target{&options, &table};
  MappedTopic topic;
  topic.name = "booking-events";
  topic.record_bytes_max = 1 << 20;
  const Projection projection = compile_projection({&target, 1}, topic);
  Batch batch;
  Rejection rejection;
  std::uint64_t allocations_before = 0;
  std::uint64_t rounds = 0;
  for (auto unused : state) {
    batch.records.clear();
    batch.rows.clear();
    batch.cells.clear();
    batch.arena.clear(std::size_t{64} << 20);
    for (const std::string& value : records) {
      RecordView record;
      record.key = std::string_view(value).substr(0, 16);
      record.value = value;
      record.timestamp = WallTime(std::chrono::milliseconds(1'784'052'000'125));
      const MapAction action =
          projection.mapper->map(record, batch, std::size_t{64} << 20, rejection);
      if (action != MapAction::kMapped) std::abort();
    }
    benchmark::DoNotOptimize(batch.cells.data());
    if (++rounds == 1) allocations_before = allocations;
  }
  report(state, records);
  state.counters["allocations_after_first_batch"] =
      static_cast<double>(allocations - allocations_before);
}

void map_flat_records(benchmark::State& state) {
  map_records(state, records_of(flat_record), manifest_projection());
}
BENCHMARK(map_flat_records)->Apply(fixed_rounds);

void map_replaces_of_three(benchmark::State& state) {
  map_records(state, records_of(fan_out_record), replace_projection());
}
BENCHMARK(map_replaces_of_three)->Apply(fixed_rounds);

// Every value of the document by On-Demand, each looked at so that it is checked: the work of the
// walk alone, without types, cells and rows.
bool walk_on_demand(simdjson::ondemand::value value) {
  switch (value.type()) {
    case simdjson::ondemand::json_type::object:
      for (auto field : value.get_object()) {
        if (field.key().error() != simdjson::SUCCESS || !walk_on_demand(field.value()))
          return false;
      }
      return true;
    case simdjson::ondemand::json_type::array:
      for (auto element : value.get_array()) {
        if (!walk_on_demand(element.value())) return false;
      }
      return true;
    case simdjson::ondemand::json_type::string:
      return value.get_string().error() == simdjson::SUCCESS;
    case simdjson::ondemand::json_type::number:
      return value.get_number().error() == simdjson::SUCCESS;
    case simdjson::ondemand::json_type::boolean:
      return value.get_bool().error() == simdjson::SUCCESS;
    default:
      return value.is_null();
  }
}

void walk_on_demand_only(benchmark::State& state) {
  const std::vector<std::string> records = records_of(flat_record);
  simdjson::ondemand::parser parser;
  std::string copy;
  for (auto unused : state) {
    for (const std::string& value : records) {
      copy.reserve(value.size() + simdjson::SIMDJSON_PADDING);
      copy.assign(value);
      simdjson::ondemand::document document =
          parser.iterate(copy.data(), copy.size(), copy.capacity());
      if (!walk_on_demand(document.get_value())) std::abort();
    }
  }
  report(state, records);
}
BENCHMARK(walk_on_demand_only)->Apply(fixed_rounds);

}  // namespace
}  // namespace projector

BENCHMARK_MAIN();
