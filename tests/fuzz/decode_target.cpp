// Records of any bytes, mapped by Harbor Point's projection or one of a column of each type, and
// folded: no crash, nothing left of what was rejected, and rows that PostgreSQL can be sent.
//
// An input: a byte of switches, the key up to the end of the line, and values, one record each,
// with the byte 0x1E between them.

#include <cstdint>
#include <string>
#include <string_view>

#include "projector/core/fold.h"
#include "projector/projection/projection.h"

#include "fuzz/expect.h"
#include "unit/projection/fake_headers.h"
#include "unit/projection/harbor_point.h"

namespace projector::fuzz {
namespace {

constexpr std::uint8_t kOfAllTypes = 1;
constexpr std::uint8_t kTombstone = 2;
constexpr std::uint8_t kLittleRoom = 4;
constexpr std::uint8_t kRegistry = 8;
constexpr std::uint8_t kNoKey = 16;

constexpr std::size_t kRoomy = std::size_t{1} << 24;

// A column of each family, alone and as an array, and as a time in milliseconds.
struct AllTypes : Manifest {
  AllTypes() {
    add_both("t", "character varying(9)", TypeFamily::kText);
    add_both("s", "smallint", TypeFamily::kSmallint);
    add_both("i", "integer", TypeFamily::kInteger);
    add_both("b", "bigint", TypeFamily::kBigint);
    add_both("n", "numeric(9,2)", TypeFamily::kNumeric);
    add_both("f", "double precision", TypeFamily::kFloat);
    add_both("o", "boolean", TypeFamily::kBoolean);
    add_both("d", "date", TypeFamily::kDate);
    add_both("m", "timestamp without time zone", TypeFamily::kTimestamp);
    add_both("z", "timestamp with time zone", TypeFamily::kTimestamptz);
    add_both("u", "uuid", TypeFamily::kUuid);
    add_both("j", "jsonb", TypeFamily::kJson);
    add_both("c", "time without time zone", TypeFamily::kTime);
    add_both("y", "bytea", TypeFamily::kBytea);
    add_both("e", "mood", TypeFamily::kEnum);
    add_both("x", "inet", TypeFamily::kOther);
    add("epoch", "timestamp with time zone", TypeFamily::kTimestamptz, "/epoch").source.format =
        ValueFormat::kEpochMilliseconds;
    topic.keeps_headers = true;
  }

  void add_both(const std::string& name, const std::string& type, TypeFamily family) {
    add(name, type, family, "/" + name);
    add(name + "s", type + "[]", family, "/" + name + "s");
    table.columns.back().is_array = true;
    for (CatalogColumn* column : {&table.columns.back(), &*(table.columns.end() - 2)}) {
      if (family == TypeFamily::kText) column->length_max = 9;
      if (family == TypeFamily::kEnum) column->labels = {"calm", "rough"};
    }
  }
};

struct Subject {
  explicit Subject(Projection compiled) : projection(std::move(compiled)) {}

  Projection projection;
  Batch batch;
  Folder folder;
};

template <typename Declared>
Subject subject_of(RecordFormat format) {
  Declared declared;
  declared.topic.format = format;
  return Subject(declared.compile());
}

Subject& subject(std::uint8_t switches) {
  static Subject harbor_point = subject_of<HarborPoint>(RecordFormat::kJson);
  static Subject harbor_point_registry = subject_of<HarborPoint>(RecordFormat::kJsonRegistry);
  static Subject all_types = subject_of<AllTypes>(RecordFormat::kJson);
  if ((switches & kOfAllTypes) != 0) return all_types;
  return (switches & kRegistry) != 0 ? harbor_point_registry : harbor_point;
}

void check_rows(const Subject& subject) {
  const Batch& batch = subject.batch;
  const BatchRecord& record = batch.records.back();
  expect(record.first_row + record.row_count == batch.rows.size(), "a record's rows stand last");
  for (std::uint32_t i = record.first_row; i < batch.rows.size(); ++i) {
    const RowChange& row = batch.rows[i];
    const WritePlan& plan = subject.projection.plans[row.plan];
    expect(row.first_cell + plan.columns.size() <= batch.cells.size(), "a row has all its cells");
    for (std::size_t place = 0; place < plan.columns.size(); ++place) {
      const Cell cell = batch.cells[row.first_cell + place];
      expect(cell.find('\0') == Cell::npos, "no text holds a NUL");
      expect(place >= plan.key_count || cell.data() != nullptr, "no key is NULL");
    }
  }
}

void map(Subject& subject, const RecordView& record, std::size_t room) {
  Batch& batch = subject.batch;
  const std::size_t bytes = batch.bytes();
  const std::size_t records = batch.records.size();
  Rejection rejection;
  const MapAction action = subject.projection.mapper->map(record, batch, room, rejection);
  if (action == MapAction::kMapped) {
    expect(batch.records.size() == records + 1, "a mapped record is one record");
    expect(batch.bytes() - bytes <= room, "a record takes no more than it was given");
    check_rows(subject);
    return;
  }
  expect(batch.bytes() == bytes && batch.records.size() == records, "nothing is left of others");
  expect(action != MapAction::kRejected || !rejection.reason.empty(), "a rejection has a reason");
}

// A tombstone has no bytes at all, and an empty value has none to read: the two are not the same.
std::string_view value_of(std::string_view part, std::uint8_t switches) {
  if ((switches & kTombstone) != 0) return {};
  return part.empty() ? std::string_view("") : part;
}

void run(std::string_view input) {
  if (input.empty()) return;
  const auto switches = static_cast<std::uint8_t>(input.front());
  input.remove_prefix(1);
  const std::size_t line = std::min(input.find('\n'), input.size());
  RecordView record;
  if ((switches & kNoKey) == 0) record.key = input.substr(0, line);
  input.remove_prefix(std::min(line + 1, input.size()));
  FakeHeaders headers;
  headers.values.emplace_back("version", "4");
  record.headers = &headers;
  record.timestamp = WallTime(std::chrono::milliseconds(1'752'487'200'000));

  Subject& it = subject(switches);
  it.batch.clear(1 << 20);
  for (bool is_last = false; !is_last;) {
    const std::size_t end = std::min(input.find('\x1e'), input.size());
    is_last = end == input.size();
    record.value = value_of(input.substr(0, end), switches);
    map(it, record, (switches & kLittleRoom) != 0 ? 600 : kRoomy);
    record.offset = record.offset.next();
    input.remove_prefix(is_last ? end : end + 1);
  }
  for (const FoldDetail detail : {FoldDetail::kCounts, FoldDetail::kEveryRow}) {
    const auto& folded = it.folder.fold(it.batch, it.batch.all(), it.projection.plans, detail);
    for (const FoldedStatement& statement : folded.statements) {
      for (const std::uint32_t row : statement.rows) {
        expect(it.batch.rows[row].plan == statement.plan, "a statement has rows of its plan only");
      }
    }
  }
}

}  // namespace
}  // namespace projector::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  projector::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
