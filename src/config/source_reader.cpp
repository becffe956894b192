#include "source_reader.h"

#include <algorithm>
#include <vector>

#include "option_value.h"

namespace projector::config {
namespace {

bool is_source(const std::string& text) {
  return text.empty() || text[0] == '/' || text[0] == '@' || text[0] == '=' || text == "." ||
         text.starts_with("./");
}

bool read_from(Reading& reading, const Entry& entry, ValueSource& source) {
  auto text = reading.text(entry.value, entry.path);
  source.place = reading.diagnostics().written(place_of(entry.value));
  if (!text) return false;
  if (!is_source(*text)) {
    reading.diagnostics().error(place_of(entry.value),
                                entry.path +
                                    ": expected a pointer (/x), a field of the record (@key) or "
                                    "a constant (=x)",
                                "did you mean \"/" + *text + "\"?");
    return false;
  }
  source.from = std::move(*text);
  return true;
}

void read_format(Reading& reading, const Entry& entry, ValueSource& source) {
  const auto word = read_word(reading, entry, {"epoch_s", "epoch_ms"});
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
      known.insert(known.end(), {"from", "default", "required", "format"});
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
