#include "source_text.h"

#include "json_pointer.h"

namespace projector {
namespace {

constexpr std::string_view kHeaderPrefix = "@header:";

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string read_field(std::string_view written, std::string_view topic_name, CellSource& source) {
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
    source.argument = topic_name;
  } else if (written.starts_with(kHeaderPrefix) && written.size() > kHeaderPrefix.size()) {
    source.kind = SourceKind::kHeader;
    source.argument = written.substr(kHeaderPrefix.size());
  } else if (written == "@index") {
    return "\"@index\" needs `each`, which is not supported by this version";
  } else {
    return quoted(written) +
           " is no field of a record: there are @key, @offset, @partition, @topic, @timestamp and "
           "@header:NAME";
  }
  return {};
}

}  // namespace

std::string read_source(std::string_view written, std::string_view topic_name,
                        PointerTrie& pointers, CellSource& source) {
  source.written = written;
  if (written.starts_with('@')) return read_field(written, topic_name, source);
  if (written.starts_with('=')) {
    source.kind = SourceKind::kConstant;
    source.argument = written.substr(1);
    return {};
  }
  if (written == "." || written.starts_with("./")) {
    return quoted(written) +
           " points into an element of `each`, which is not supported by this "
           "version";
  }
  const auto tokens = parse_pointer(written);
  if (tokens) {
    source.kind = SourceKind::kPointer;
    source.slot = pointers.add(*tokens);
    return {};
  }
  if (written.starts_with('/')) {
    return quoted(written) + " is no JSON Pointer: \"~\" must be written \"~0\"";
  }
  return quoted(written) + " is no source: write " + quoted("/" + std::string(written)) +
         " for a pointer, or " + quoted("=" + std::string(written)) + " for a constant";
}

}  // namespace projector
