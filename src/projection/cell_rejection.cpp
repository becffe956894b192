#include "cell_rejection.h"

#include "array_text.h"

namespace projector {

std::string CellRejection::column() const {
  const std::string_view role = rule_.role == ColumnRole::kKey ? "key column" : "column";
  std::string text(role);
  return text.append(" \"").append(rule_.name).append("\" (").append(rule_.type.name).append(")");
}

std::string CellRejection::source(std::string_view path) const {
  std::string text;
  if (rule_.source.kind == SourceKind::kElement) {
    text.append(*from_.element.array).append("/").append(std::to_string(from_.element.index));
    text.append(rule_.source.written, 1);
  } else {
    text = rule_.source.written;
  }
  text += path;
  return (text.empty() ? std::string("the whole value") : text) + ": ";
}

std::string_view CellRejection::found(const SourcedCell& cell) const {
  const bool is_in_document =
      rule_.source.kind == SourceKind::kPointer || rule_.source.kind == SourceKind::kElement;
  if (is_in_document) return describe(cell.kind);
  return cell.kind == JsonKind::kMissing ? "nothing" : "other text";
}

Rejection CellRejection::missing(const SourcedCell& cell) const {
  const bool is_version = rule_.role == ColumnRole::kVersion;
  std::string reason = source();
  if (rule_.role == ColumnRole::kMark) {
    reason += "the record has no timestamp to mark removed rows with, in " + column();
  } else {
    reason += is_version ? "a version for " : "a value for ";
    reason += column() + " is required, got ";
    reason += found(cell);
  }
  return {is_version ? RejectClass::kVersion : RejectClass::kRequired, std::move(reason), {}};
}

Rejection CellRejection::fault(const SourcedCell& cell) const {
  std::string reason;
  switch (cell.fault) {
    case CellFault::kNul:
      reason = source() + "it holds a NUL character, which " + column() + " cannot store";
      break;
    case CellFault::kNotUtf8:
      reason = source() + "its bytes are not UTF-8, so they are no text for " + column();
      break;
    case CellFault::kHeaderTooLarge:
      reason = source() + "the header for " + column() + " has more than " +
               std::to_string(kHeaderBytesMax) + " bytes";
      return {RejectClass::kTooLarge, std::move(reason), {}};
    case CellFault::kElement:
      reason = element();
      break;
    case CellFault::kNoEpoch:
      reason = source() + "expected a number of " +
               (rule_.source.format == ValueFormat::kEpochSeconds ? "seconds" : "milliseconds") +
               " since 1970 for " + column() + ", got ";
      reason += found(cell);
      break;
    case CellFault::kTimeRange:
      reason = source() + "the time is out of range for " + column();
      break;
    case CellFault::kKind:
    case CellFault::kNone:
    case CellFault::kNoRoom:
      return value(cell, CellVerdict::kWrongForm);
  }
  return {RejectClass::kType, std::move(reason), {}};
}

Rejection CellRejection::value(const SourcedCell& cell, CellVerdict verdict) const {
  std::string reason = source();
  if (rule_.type.is_array && verdict == CellVerdict::kWrongForm) {
    reason += "expected an array for " + column() + ", got ";
    reason += found(cell);
  } else {
    reason += mismatch(verdict, cell.text, found(cell));
  }
  return {RejectClass::kType, std::move(reason), {}};
}

std::string CellRejection::mismatch(CellVerdict verdict, std::string_view text,
                                    std::string_view kind) const {
  std::string reason;
  switch (verdict) {
    case CellVerdict::kOutOfRange:
      return "the number is out of range for " + column();
    case CellVerdict::kTooLong:
      return "text of " + std::to_string(count_characters(text)) + " characters is too long for " +
             column();
    case CellVerdict::kUnknownForm:
      reason = "the projector cannot tell what this form of ";
      break;
    case CellVerdict::kWrongForm:
    case CellVerdict::kPass:
      reason = "expected ";
      break;
  }
  reason += expectation(rule_.type);
  if (verdict == CellVerdict::kUnknownForm) return reason + " equals, for " + column();
  reason += " for " + column() + ", got ";
  reason += kind;
  return reason;
}

std::string CellRejection::element() const {
  const ArrayText::Failure& failure = from_.arrays->failure();
  std::string reason = source(failure.path);
  switch (failure.fault) {
    case ArrayFault::kNul:
      return reason + "it holds a NUL character, which " + column() + " cannot store";
    case ArrayFault::kShape:
      return reason + "the rows of an array for " + column() +
             " must be of one length and of one kind, got " + std::string(describe(failure.kind));
    case ArrayFault::kDepth:
      return reason + "an array for " + column() + " has six dimensions at most";
    case ArrayFault::kElement:
    case ArrayFault::kNone:
      break;
  }
  return reason + mismatch(failure.verdict, failure.text, describe(failure.kind));
}

Rejection CellRejection::unordered(const SourcedCell& cell) const {
  std::string reason = source() + "the order of this version for " + column() +
                       " cannot be told; write a whole number, or a time as 2026-07-14T18:00:00Z";
  reason += ", got ";
  reason += found(cell);
  return {RejectClass::kVersion, std::move(reason), {}};
}

}  // namespace projector
