#include "source_reader.h"

#include <algorithm>
#include <vector>

#include "member.h"
#include "option_value.h"
#include "suggestion.h"

namespace projector::config {
namespace {

bool is_source(const std::string& text) {
  return text.empty() || text[0] == '/' || text[0] == '@' || text[0] == '=' || text == "." ||
         text.starts_with("./");
}

// What is written in its place, by those who know paths of other tools.
std::string meant_source(const std::string& text) {
  if (text.starts_with("$.")) {
    std::string pointer = text.substr(1);
    std::replace(pointer.begin(), pointer.end(), '.', '/');
    return "did you mean \"" + pointer + "\"?";
  }
  std::string pointer = "/" + text;
  if (text.find('/') == std::string::npos) std::replace(pointer.begin(), pointer.end(), '.', '/');
  return "did you mean \"" + pointer + "\", or \"=" + text + "\" for the text itself?";
}

// "@key" and the like; nothing, with an error, where there is none of that name.
bool is_known_field(Reading& reading, const Entry& entry, const std::string& text) {
  std::vector<std::string_view> known;
  for (const RecordField& field : record_fields()) {
    const bool has_name = field.name.ends_with(':');
    if (has_name ? text.starts_with(field.name) && text.size() > field.name.size()
                 : text == field.name) {
      return true;
    }
    known.push_back(has_name ? "@header:NAME" : field.name);
  }
  const bool lacks_name = text == "@header" || text == "@header:";
  reading.diagnostics().error(
      place_of(entry.value),
      entry.path + (lacks_name ? ": it names no header" : ": a record has no such field"),
      lacks_name ? "write \"@header:NAME\"" : suggestion(text, known));
  return false;
}

// RFC 6901: "~" is written as "~0", and a "/" within a name as "~1".
bool is_pointer(const std::string& text) {
  for (std::size_t i = text.find('~'); i != std::string::npos; i = text.find('~', i + 1)) {
    if (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')) return false;
  }
  return true;
}

bool read_from(Reading& reading, const Entry& entry, ValueSource& source) {
  auto text = reading.text(entry.value, entry.path);
  source.place = reading.diagnostics().written(place_of(entry.value));
  if (!text) return false;
  const Place place = place_of(entry.value);
  if (!is_source(*text)) {
    reading.diagnostics().error(
        place,
        entry.path + ": expected a pointer (/x), a field of the record (@key) or a constant (=x)",
        meant_source(entry.value.Scalar()));
    return false;
  }
  if (text->starts_with('@') && !is_known_field(reading, entry, *text)) return false;
  const bool points = text->starts_with('/') || text->starts_with("./");
  if (points && !is_pointer(*text)) {
    reading.diagnostics().error(place, entry.path + ": \"~\" stands in a pointer as ~0 or ~1 only",
                                "write ~0 for \"~\", and ~1 for a \"/\" within a name");
    return false;
  }
  source.from = std::move(*text);
  return true;
}

void read_format(Reading& reading, const Entry& entry, ValueSource& source) {
  const auto word = read_word(reading, entry, member(source_members(), "format").words);
  if (!word) return;
  source.format = *word == 0 ? ValueFormat::kEpochSeconds : ValueFormat::kEpochMilliseconds;
}

// What contradicts itself would only be ignored.
void check_members(Reading& reading, const Entry& entry, const ValueSource& source) {
  const Place place = place_of(entry.value);
  if (source.required && source.default_text) {
    reading.diagnostics().error(place, entry.path + ": with a default it is never missing",
                                "leave out `required` or `default`");
  }
  const bool has_more =
      source.required || source.default_text || source.format != ValueFormat::kAsWritten;
  if (is_constant(source) && has_more) {
    reading.diagnostics().error(place, entry.path + ": a constant is what it is",
                                "leave out all but `from`");
  }
}

}  // namespace

bool is_constant(const ValueSource& source) { return source.from.starts_with('='); }

bool points_into_element(const ValueSource& source) {
  return source.from.starts_with('.') || source.from == "@index";
}

bool points_into_event(const ValueSource& source) {
  return source.from.empty() || source.from[0] == '/';
}

std::vector<Entry> read_source_beside(Reading& reading, const Entry& entry,
                                      std::initializer_list<std::string_view> others,
                                      ValueSource& source) {
  std::vector<Entry> left;
  const std::vector<Entry> members = reading.entries(entry.value, entry.path);
  if (!entry.value.IsMap()) return left;
  source.place = reading.diagnostics().written(place_of(entry.value));
  bool has_from = false;
  for (const Entry& part : members) {
    if (part.key == "from") {
      has_from = true;
      if (read_from(reading, part, source)) reading.note(entry.path, place_of(part.value));
    } else if (part.key == "default") {
      source.default_text = reading.text(part.value, part.path);
    } else if (part.key == "required") {
      read_value(reading, part, {}, source.required);
    } else if (part.key == "format") {
      read_format(reading, part, source);
    } else if (std::find(others.begin(), others.end(), part.key) != others.end()) {
      left.push_back(part);
    } else {
      std::vector<std::string_view> known(others);
      const auto own = keys_of(source_members());
      known.insert(known.end(), own.begin(), own.end());
      reading.unknown_key(part, entry.path, known);
    }
  }
  if (!has_from) reading.diagnostics().error(place_of(entry.value), entry.path + " has no `from`");
  check_members(reading, entry, source);
  return left;
}

void read_source(Reading& reading, const Entry& entry, ValueSource& source) {
  if (entry.value.IsMap()) {
    static_cast<void>(read_source_beside(reading, entry, {}, source));
  } else if (read_from(reading, entry, source)) {
    reading.note(entry.path, place_of(entry.value));
  }
}

}  // namespace projector::config
