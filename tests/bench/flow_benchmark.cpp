// What a record costs between its rows and the server: credits, lane, batch and watermark from
// read() to the offset that could be committed; the fold of a batch; its arrays on the wire.

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "projector/core/fold.h"
#include "projector/core/pipeline.h"

#include "postgres/text_arrays.h"
#include "rounds.h"
#include "support/fake_mapper.h"

namespace projector {
namespace {

constexpr std::uint32_t kBatchRows = 500;
constexpr std::uint32_t kRecords = 2'000;  // A round: as many as may be in flight.
constexpr std::size_t kKeyColumns = 2;
constexpr std::size_t kColumns = 9;  // Of the flat booking.

void per_record(benchmark::State& state, std::uint32_t records_a_round) {
  const auto count = static_cast<double>(state.iterations()) * records_a_round;
  state.counters["ns_per_record"] =
      benchmark::Counter(count * 1e-9, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["records"] = records_a_round;
}

class Flow {
 public:
  explicit Flow(std::int32_t partitions)
      : pipeline_(options(), {{TopicOptions{}, &mapper_}}), next_(partitions, 0) {
    for (std::int32_t i = 0; i < partitions; ++i) pipeline_.assign({{0, i}, Offset{0}});
    for (std::uint32_t i = 0; i < kRecords; ++i) keys_.push_back("HP-" + std::to_string(i));
  }

  // All that may be in flight is read, applied, and offered to be committed.
  void round() {
    for (std::uint32_t i = 0; i < kRecords; ++i) {
      const auto partition = static_cast<std::int32_t>(i % next_.size());
      RecordView record;
      record.partition = {0, partition};
      record.offset = Offset{next_[partition]++};
      record.timestamp = now_.wall;
      record.key = keys_[i];
      record.value = "1";
      if (!pipeline_.read(record, now_)) std::abort();
    }
    while (const auto sent = pipeline_.next_dispatch(now_.steady)) {
      WriteResult result;
      result.applied = sent->range.size();
      pipeline_.on_result(sent->writer, result, std::chrono::milliseconds(3), now_);
    }
    const auto commits = pipeline_.commits();
    if (commits.size() != next_.size()) std::abort();
    pipeline_.on_committed(commits);
    now_.steady += std::chrono::milliseconds(13);
    now_.wall += std::chrono::milliseconds(13);
  }

 private:
  static PipelineOptions options() {
    PipelineOptions options;
    options.flow.in_flight_records = kRecords;
    options.flow.poll_records = kRecords;
    options.flow.batch_rows = kBatchRows;
    options.flow.adaptive = false;
    options.writers = 2;
    return options;
  }

  FakeMapper mapper_;
  Pipeline pipeline_;
  std::vector<std::int64_t> next_;  // Of each partition.
  std::vector<std::string> keys_;
  Now now_{Instant(std::chrono::hours(1)), WallTime(std::chrono::hours(1))};
};

void read_apply_commit(benchmark::State& state) {
  Flow flow(static_cast<std::int32_t>(state.range(0)));
  for (auto unused : state) flow.round();
  per_record(state, kRecords);
}
BENCHMARK(read_apply_commit)->Arg(1)->Arg(12)->Arg(300)->Apply(fixed_rounds);

// Rows of nine cells; every tenth is of a key that was there before.
Batch flat_batch() {
  Batch batch;
  for (std::uint32_t i = 0; i < kBatchRows; ++i) {
    BatchRecord record;
    record.first_row = i;
    record.row_count = 1;
    batch.records.push_back(record);
    RowChange row;
    row.record = i;
    row.first_cell = static_cast<std::uint32_t>(batch.cells.size());
    row.version = i;
    batch.rows.push_back(row);
    const std::uint32_t key = (i * 7'919) % (kBatchRows * 9 / 10);
    batch.cells.push_back(batch.arena.copy("HP-" + std::to_string(100'000 + key)));
    batch.cells.push_back(batch.arena.copy("1"));
    while (batch.cells.size() % kColumns != kColumns - 1) {
      batch.cells.push_back(batch.arena.copy("HPT-SKA-2026-07-14T18:00"));
    }
    batch.cells.push_back(batch.arena.copy(std::to_string(i)));
  }
  return batch;
}

WritePlans plans() {
  WritePlan plan;
  plan.table = "passenger_manifest";
  plan.columns.resize(kColumns, {"column", "text"});
  plan.key_count = kKeyColumns;
  return {plan};
}

void fold_batch(benchmark::State& state) {
  const Batch batch = flat_batch();
  const WritePlans write_plans = plans();
  Folder folder;
  for (auto unused : state) {
    benchmark::DoNotOptimize(folder.fold(batch, {0, kBatchRows}, write_plans).statements.data());
  }
  per_record(state, kBatchRows);
}
BENCHMARK(fold_batch)->Apply(fixed_rounds);

void encode_arrays(benchmark::State& state) {
  const Batch batch = flat_batch();
  std::vector<std::uint32_t> rows(kBatchRows);
  for (std::uint32_t i = 0; i < kBatchRows; ++i) rows[i] = i;
  std::vector<std::uint32_t> cells(kColumns);
  for (std::uint32_t i = 0; i < kColumns; ++i) cells[i] = i;
  postgres::TextArrays arrays;
  for (auto unused : state) {
    arrays.encode(batch, rows, cells);
    benchmark::DoNotOptimize(arrays.column(0).data());
  }
  per_record(state, kBatchRows);
}
BENCHMARK(encode_arrays)->Apply(fixed_rounds);

}  // namespace
}  // namespace projector

BENCHMARK_MAIN();
