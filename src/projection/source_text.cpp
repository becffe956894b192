#include "source_text.h"

#include "json_pointer.h"

namespace projector {
namespace {

constexpr std::string_view kHeaderPrefix = "@header:";

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string needs_each(std::string_view written) {
  return in_quotes(written) +
         " is of an element, but there is no `each`: name the array with `each`, or point into the "
         "event, as in \"/x\"";
}

std::string read_field(std::string_view written, const SourceScope& scope, CellSource& source) {
  if (written == "@key") {
    source.kind = SourceKind::kKey;
  } else if (written == "@offset") {
    source.kind = SourceKind::kOffset;
  } else if (written == "@partition") {
    source.kind = SourceKind::kPartition;
  } else if (written == "@timestamp") {
    source.kind = SourceKind::kTimestamp;
  } else if (written == "@topic") {
    source.kind = SourceKind::kConstant;
    source.argument = scope.topic_name;
  } else if (written.starts_with(kHeaderPrefix) && written.size() > kHeaderPrefix.size()) {
    source.kind = SourceKind::kHeader;
    source.argument = written.substr(kHeaderPrefix.size());
  } else if (written == "@index") {
    source.kind = SourceKind::kIndex;
    if (scope.element == nullptr) return needs_each(written);
  } else {
    return in_quotes(written) +
           " is no field of a record: there are @key, @offset, @partition, @topic, @timestamp, "
           "@index and @header:NAME";
  }
  return {};
}

std::string read_pointer(std::string_view written, const SourceScope& scope, CellSource& source) {
  const bool is_relative = written.starts_with('.');
  const auto tokens = parse_pointer(is_relative ? written.substr(1) : written);
  if (!tokens) return in_quotes(written) + " is no JSON Pointer: \"~\" must be written \"~0\"";
  if (is_relative && scope.element == nullptr) return needs_each(written);
  if (!is_relative && scope.document == nullptr) {
    return "a record without a value has no " + in_quotes(written) +
           ": take a field of the record, as in \"@key\" or \"@header:NAME\"";
  }
  source.kind = is_relative ? SourceKind::kElement : SourceKind::kPointer;
  source.slot = (is_relative ? scope.element : scope.document)->add(*tokens);
  return {};
}

}  // namespace

std::string read_source(std::string_view written, const SourceScope& scope, CellSource& source) {
  source.written = written;
  if (written.starts_with('@')) return read_field(written, scope, source);
  if (written.starts_with('=')) {
    source.kind = SourceKind::kConstant;
    source.argument = written.substr(1);
    return {};
  }
  const bool is_pointer =
      written.empty() || written == "." || written.starts_with('/') || written.starts_with("./");
  if (is_pointer) return read_pointer(written, scope, source);
  return in_quotes(written) + " is no source: write " + in_quotes("/" + std::string(written)) +
         " for a pointer, or " + in_quotes("=" + std::string(written)) + " for a constant";
}

}  // namespace projector
