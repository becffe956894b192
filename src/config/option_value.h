// From a YAML node to the field of an option, by the field's type.

#pragma once

#include <string>
#include <type_traits>
#include <variant>

#include "option.h"
#include "reading.h"

namespace projector::config {

// Each writes the field, or adds an error with what was expected.
void read_value(Reading& reading, const Entry& entry, const Range& range, std::string& field);
void read_value(Reading& reading, const Entry& entry, const Range& range,
                std::vector<std::string>& field);
void read_value(Reading& reading, const Entry& entry, const Range& range, bool& field);
void read_value(Reading& reading, const Entry& entry, const Range& range, std::uint32_t& field);
void read_value(Reading& reading, const Entry& entry, const Range& range, std::size_t& field);
void read_value(Reading& reading, const Entry& entry, const Range& range,
                std::chrono::milliseconds& field);
void read_rate(Reading& reading, const Entry& entry, const Range& range, double& field);
// The place of the word among `words`.
std::optional<std::size_t> read_word(Reading& reading, const Entry& entry,
                                     const std::vector<std::string_view>& words);

template <typename Target>
void read_option(Reading& reading, const Entry& entry, const Option<Target>& option,
                 Target& target) {
  reading.note(entry.path, place_of(entry.value));
  const auto read = [&](const auto& field) {
    using FieldType = std::decay_t<decltype(field)>;
    if constexpr (std::is_same_v<FieldType, Choice<Target>>) {
      if (const auto word = read_word(reading, entry, field.words)) field.set(target, *word);
    } else if constexpr (std::is_same_v<FieldType, Rate<Target>>) {
      read_rate(reading, entry, option.range, field.field(target));
    } else {
      read_value(reading, entry, option.range, field(target));
    }
  };
  std::visit(read, option.field);
}

// Reads `entry` if `options` has its path; returns whether it has.
template <typename Target>
bool read_known_option(Reading& reading, const Entry& entry, std::string_view path,
                       const std::vector<Option<Target>>& options, Target& target) {
  for (const Option<Target>& option : options) {
    if (option.path != path) continue;
    read_option(reading, entry, option, target);
    return true;
  }
  return false;
}

}  // namespace projector::config
