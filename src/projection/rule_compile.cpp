#include "rule_compile.h"

#include <string_view>
#include <utility>

#include "projector/core/byte_arena.h"

#include "cell_canonical.h"
#include "cell_check.h"
#include "json_string.h"
#include "json_walk.h"

namespace projector {
namespace {

bool is_document(std::string_view text) {
  ByteArena arena;
  PointerTrie nothing_wanted;
  return JsonWalk().walk(arena.copy(text, kJsonPadding), nothing_wanted);
}

std::string not_storable(const ColumnRule& rule, std::string_view text) {
  std::string what = "column \"" + rule.name + "\": \"";
  return what.append(text).append("\" cannot be stored as ").append(rule.type.name);
}

// `text` as it goes into the column, canonical where the column's role needs it.
std::string constant_for(const ColumnRule& rule, std::string_view text, const std::string& place,
                         Findings& findings) {
  const bool is_json = rule.type.family == TypeFamily::kJson && !rule.type.is_array;
  if ((is_json && !is_document(text)) || check_cell(rule.type, text) != CellVerdict::kPass) {
    findings.add(place, not_storable(rule, text));
    return {};
  }
  if (!rule.is_canonical()) return std::string(text);
  ByteArena arena;
  const std::string_view canonical = canonical_cell(rule.type, text, arena);
  if (canonical.data() == nullptr) {
    findings.add(place, not_storable(rule, text) + " in a form that is told apart from others");
    return {};
  }
  return std::string(canonical);
}

bool takes_time(const ColumnType& type) {
  return type.family == TypeFamily::kTimestamp || type.family == TypeFamily::kTimestamptz ||
         type.family == TypeFamily::kDate || type.family == TypeFamily::kTime;
}

bool takes_epoch(const ColumnType& type) {
  return !type.is_array &&
         (type.family == TypeFamily::kTimestamp || type.family == TypeFamily::kTimestamptz ||
          type.family == TypeFamily::kDate);
}

// Empty where it is right.
std::string wrong_format(const ColumnRule& rule) {
  if (rule.source.format == ValueFormat::kAsWritten) return {};
  if (!takes_epoch(rule.type)) {
    return "`format` reads a number as a time, and " + rule.type.name +
           " takes none: a timestamp or a date is needed";
  }
  const bool is_number =
      rule.source.kind != SourceKind::kConstant && rule.source.kind != SourceKind::kTimestamp;
  if (is_number) return {};
  return "`format` reads a number, and \"" + rule.source.written + "\" is none: leave it out";
}

// As a field of the record looks that is a number in this column; empty of all else. (Kafka's
// timestamp counts milliseconds.)
std::string_view number_of(const ColumnRule& rule) {
  constexpr std::string_view kSmall = "2";
  constexpr std::string_view kMilliseconds = "1784019600125";
  if (rule.source.format != ValueFormat::kAsWritten) return {};
  switch (rule.source.kind) {
    case SourceKind::kOffset:
    case SourceKind::kPartition:
    case SourceKind::kIndex:
      return kSmall;
    case SourceKind::kTimestamp: {
      const bool is_text = takes_time(rule.type) || rule.type.family == TypeFamily::kText;
      return is_text && !rule.type.is_array ? std::string_view() : kMilliseconds;
    }
    default:
      return {};
  }
}

// Empty where the column takes it.
std::string wrong_number(const ColumnRule& rule) {
  const std::string_view number = number_of(rule);
  if (number.empty()) return {};
  const CellVerdict verdict = check_cell(rule.type, number);
  const bool is_wrong = takes_time(rule.type) || verdict == CellVerdict::kWrongForm ||
                        verdict == CellVerdict::kOutOfRange || verdict == CellVerdict::kTooLong;
  if (!is_wrong) return {};
  return "\"" + rule.source.written + "\" is a number such as " + std::string(number) + ", which " +
         rule.type.name + " does not take";
}

}  // namespace

std::optional<ColumnRule> compile_column(const CatalogColumn& column, const ValueSource& value,
                                         ColumnRole role, const SourceScope& scope,
                                         Findings& findings) {
  ColumnRule rule;
  rule.name = column.name;
  rule.type = column_type(column);
  rule.role = role;
  rule.is_required = value.required || role != ColumnRole::kValue || !column.nullable;
  rule.source.format = value.format;
  std::string wrong = read_source(value.from, scope, rule.source);
  if (wrong.empty()) wrong = wrong_format(rule);
  if (wrong.empty()) wrong = wrong_number(rule);
  if (!wrong.empty()) {
    findings.add(value.place, "column \"" + column.name + "\": " + wrong);
    return std::nullopt;
  }
  if (rule.source.kind == SourceKind::kConstant) {
    rule.source.argument = constant_for(rule, rule.source.argument, value.place, findings);
  }
  if (value.default_text) {
    rule.default_text = constant_for(rule, *value.default_text, value.place, findings);
  }
  return rule;
}

std::optional<ColumnRule> compile_event(const ValueSource& value, const SourceScope& scope,
                                        Findings& findings) {
  ColumnRule rule;
  rule.name = "event";
  rule.type.family = TypeFamily::kText;
  rule.type.name = "text";
  rule.default_text = value.default_text;
  rule.is_required = value.required;
  std::string wrong = read_source(value.from, scope, rule.source);
  if (wrong.empty() && value.format != ValueFormat::kAsWritten) wrong = "a name has no `format`";
  if (wrong.empty() && rule.source.kind == SourceKind::kConstant) {
    wrong = "\"" + value.from + "\" is the same for all records, so there is nothing to choose by";
  }
  if (wrong.empty()) return rule;
  findings.add(value.place, "`event`: " + wrong);
  return std::nullopt;
}

ColumnRule mark_rule(const CatalogColumn& column) {
  ColumnRule rule;
  rule.name = column.name;
  rule.type = column_type(column);
  rule.role = ColumnRole::kMark;
  rule.source.kind = SourceKind::kTimestamp;
  rule.source.written = "@timestamp";
  rule.is_required = true;
  return rule;
}

}  // namespace projector
