// Records of any bytes, mapped by one of several projections and folded: no crash, JSON is what
// another parser calls JSON, nothing is left of what was rejected, and rows that PostgreSQL can be
// sent.
//
// An input: a byte of switches, the key up to the end of the line, and values, one record each,
// with the byte 0x1E between them.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "projector/core/fold.h"
#include "projector/projection/projection.h"

#include "cell_canonical.h"
#include "cell_check.h"
#include "column_type.h"
#include "fuzz/changes_subject.h"
#include "fuzz/decode_subjects.h"
#include "fuzz/expect.h"
#include "fuzz/json_judge.h"
#include "unit/projection/fake_headers.h"
#include "unit/projection/harbor_point.h"

namespace projector::fuzz {
namespace {

constexpr std::uint8_t kOfAllTypes = 1;
constexpr std::uint8_t kTombstone = 2;
constexpr std::uint8_t kLittleRoom = 4;
constexpr std::uint8_t kRegistry = 8;
constexpr std::uint8_t kNoKey = 16;
constexpr std::uint8_t kOfAllKeys = 32;
constexpr std::uint8_t kOfChanges = 64;

constexpr std::size_t kRoomy = std::size_t{1} << 24;
constexpr std::size_t kRegistryBytes = 5;

// By the place of a column in a plan.
using PlanTypes = std::vector<ColumnType>;

ColumnType type_of(const PlanColumn& column, const WritePlan& plan,
                   const std::vector<const TableCatalog*>& tables) {
  for (const TableCatalog* table : tables) {
    if (table->name != plan.table) continue;
    for (const CatalogColumn& known : table->columns) {
      if (known.name == column.name) return column_type(known);
    }
  }
  expect(false, "a plan writes to a column of its table");
  return {};
}

struct Subject {
  template <typename Declared>
  Subject(const Declared& declared, const std::vector<const TableCatalog*>& tables)
      : projection(declared.compile()), format(declared.topic.format) {
    for (const WritePlan& plan : projection.plans) {
      PlanTypes& of_plan = types.emplace_back();
      for (const PlanColumn& column : plan.columns) {
        of_plan.push_back(type_of(column, plan, tables));
      }
    }
  }

  Projection projection;
  RecordFormat format;
  std::vector<PlanTypes> types;  // By plan.
  Batch batch;
  Folder folder;
};

template <typename Declared>
Subject subject_of(RecordFormat format = RecordFormat::kJson) {
  Declared declared;
  declared.topic.format = format;
  return Subject(declared, {&declared.table});
}

Subject subject_of_changes() {
  const Changes declared;
  return Subject(declared, {&declared.parts, &declared.notes});
}

Subject& subject(std::uint8_t switches) {
  static Subject harbor_point = subject_of<HarborPoint>();
  static Subject harbor_point_registry = subject_of<HarborPoint>(RecordFormat::kJsonRegistry);
  static Subject all_types = subject_of<AllTypes>();
  static Subject all_keys = subject_of<AllKeys>();
  static Subject changes = subject_of_changes();
  if ((switches & kOfAllTypes) != 0) return all_types;
  if ((switches & kOfAllKeys) != 0) return all_keys;
  if ((switches & kOfChanges) != 0) return changes;
  return (switches & kRegistry) != 0 ? harbor_point_registry : harbor_point;
}

// A batch knows equal rows by the bytes of their keys.
void check_key(const ColumnType& type, Cell cell) {
  expect(cell.data() != nullptr, "no key is NULL");
  if (type.is_array || !has_canonical_form(type)) return;
  ByteArena arena;
  expect(check_scalar(type, cell) == CellVerdict::kPass, "what stands in a key is sound");
  const std::string_view again = canonical_scalar(type, cell, arena);
  expect(again.data() != nullptr && again == cell, "what stands in a key is its own one form");
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
      if (place < plan.key_count) check_key(subject.types[row.plan][place], cell);
    }
  }
}

// Of a record with a value that was read at all.
void check_judgement(const Subject& subject, std::string_view value, bool is_refused) {
  if (subject.format == RecordFormat::kJsonRegistry) {
    const bool has_prefix = value.size() >= kRegistryBytes && value[0] == '\0';
    if (!has_prefix) return expect(is_refused, "a registry's bytes stand before the document");
    value.remove_prefix(kRegistryBytes);
  }
  const std::optional<bool> is_sound = is_json(value);
  expect(!is_sound || *is_sound != is_refused, "both parsers agree about what is JSON");
}

void map(Subject& subject, const RecordView& record, std::size_t room) {
  Batch& batch = subject.batch;
  const std::size_t bytes = batch.bytes();
  const std::size_t records = batch.records.size();
  Rejection rejection;
  const MapAction action = subject.projection.mapper->map(record, batch, room, rejection);
  const bool is_rejected = action == MapAction::kRejected;
  if (record.has_value() && action != MapAction::kNoRoom &&
      rejection.reject != RejectClass::kTooLarge) {
    check_judgement(subject, record.value, is_rejected && rejection.reject == RejectClass::kJson);
  }
  if (action == MapAction::kMapped) {
    expect(batch.records.size() == records + 1, "a mapped record is one record");
    expect(batch.bytes() - bytes <= room, "a record takes no more than it was given");
    check_rows(subject);
    return;
  }
  expect(batch.bytes() == bytes && batch.records.size() == records, "nothing is left of others");
  expect(!is_rejected || !rejection.reason.empty(), "a rejection has a reason");
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
