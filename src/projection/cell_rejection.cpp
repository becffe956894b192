#include "cell_rejection.h"

#include <string>

namespace projector {
namespace {

std::string column_of(const ColumnRule& rule) {
  const std::string_view role = rule.role == ColumnRole::kKey ? "key column" : "column";
  std::string text(role);
  return text.append(" \"").append(rule.name).append("\" (").append(rule.type.name).append(")");
}

std::string source_of(const ColumnRule& rule) {
  const std::string& written = rule.source.written;
  return (written.empty() ? std::string("the whole value") : written) + ": ";
}

std::string_view found(const ColumnRule& rule, const SourcedCell& cell) {
  if (rule.source.kind == SourceKind::kPointer) return describe(cell.kind);
  return cell.kind == JsonKind::kMissing ? "nothing" : "other text";
}

}  // namespace

Rejection reject_missing(const ColumnRule& rule, const SourcedCell& cell) {
  const bool is_version = rule.role == ColumnRole::kVersion;
  std::string reason = source_of(rule);
  reason += is_version ? "a version for " : "a value for ";
  reason += column_of(rule) + " is required, got ";
  reason += found(rule, cell);
  return {is_version ? RejectClass::kVersion : RejectClass::kRequired, std::move(reason)};
}

Rejection reject_fault(const ColumnRule& rule, const SourcedCell& cell) {
  std::string reason = source_of(rule);
  switch (cell.fault) {
    case CellFault::kNul:
      reason += "it holds a NUL character, which " + column_of(rule) + " cannot store";
      break;
    case CellFault::kNotUtf8:
      reason += "its bytes are not UTF-8, so they are no text for " + column_of(rule);
      break;
    case CellFault::kHeaderTooLarge:
      reason += "the header for " + column_of(rule) + " has more than " +
                std::to_string(kHeaderBytesMax) + " bytes";
      return {RejectClass::kTooLarge, std::move(reason)};
    case CellFault::kKind:
    case CellFault::kNone:
      return reject_value(rule, cell, CellVerdict::kWrongForm);
  }
  return {RejectClass::kType, std::move(reason)};
}

Rejection reject_value(const ColumnRule& rule, const SourcedCell& cell, CellVerdict verdict) {
  std::string reason = source_of(rule);
  if (verdict == CellVerdict::kOutOfRange) {
    reason += "the number is out of range for " + column_of(rule);
  } else if (verdict == CellVerdict::kTooLong) {
    reason += "text of " + std::to_string(count_characters(cell.text)) +
              " characters is too long for " + column_of(rule);
  } else {
    reason += "expected ";
    reason += expectation(rule.type);
    reason += " for " + column_of(rule) + ", got ";
    reason += found(rule, cell);
  }
  return {RejectClass::kType, std::move(reason)};
}

Rejection reject_unordered(const ColumnRule& rule, const SourcedCell& cell) {
  std::string reason = source_of(rule) + "the order of this version for " + column_of(rule) +
                       " cannot be told; write a whole number, or a time as 2026-07-14T18:00:00Z";
  reason += ", got ";
  reason += found(rule, cell);
  return {RejectClass::kVersion, std::move(reason)};
}

}  // namespace projector
