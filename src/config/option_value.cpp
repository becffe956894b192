#include "option_value.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "projector/base/quantity.h"

#include "suggestion.h"

namespace projector::config {
namespace {

using std::chrono::milliseconds;

void reject(Reading& reading, const Entry& entry, const std::string& message,
            const std::string& hint = {}) {
  reading.diagnostics().error(place_of(entry.value), entry.path + ": " + message, hint);
}

bool is_whole_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// yaml-cpp marks what stood in quotes so.
bool is_quoted(const YAML::Node& node) { return node.Tag() == "!"; }

bool is_within(std::uint64_t value, const Range& range) {
  return value >= range.least && value <= range.most;
}

std::string format_count(std::uint64_t count) { return std::to_string(count); }

// "7" in "seconds" written out is the most frequent slip.
std::string missing_unit(std::string_view text, const char* units, const char* example) {
  if (is_whole_number(text))
    return std::string("its unit is missing (") + units + "): write " + example;
  return std::string("expected a whole number with its unit (") + units + "), as in " + example;
}

}  // namespace

void read_value(Reading& reading, const Entry& entry, const Range& range, std::string& field) {
  auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  if (text->size() < range.least) return reject(reading, entry, "it must not be empty");
  if (text->size() > range.most) {
    return reject(reading, entry, "it is longer than " + format_count(range.most) + " bytes");
  }
  field = std::move(*text);
}

void read_value(Reading& reading, const Entry& entry, const Range& range,
                std::vector<std::string>& field) {
  if (!entry.value.IsSequence()) {
    const bool is_single = entry.value.IsScalar();
    return reject(reading, entry, "expected a list",
                  is_single ? "write [" + entry.value.Scalar() + "]" : "");
  }
  if (!is_within(entry.value.size(), range)) {
    return reject(
        reading, entry,
        "expected " + format_count(range.least) + " to " + format_count(range.most) + " elements");
  }
  std::vector<std::string> texts;
  for (const auto& element : entry.value) {
    if (auto text = reading.text(element, entry.path)) texts.push_back(std::move(*text));
  }
  field = std::move(texts);
}

void read_value(Reading& reading, const Entry& entry, const Range&, bool& field) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  if (*text != "true" && *text != "false") {
    return reject(reading, entry, "expected true or false");
  }
  field = *text == "true";
}

void read_value(Reading& reading, const Entry& entry, const Range& range, std::uint32_t& field) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  std::uint32_t number = 0;
  const auto result = std::from_chars(text->data(), text->data() + text->size(), number);
  if (!is_whole_number(*text))
    return reject(reading, entry, "expected a whole number without unit");
  if (is_quoted(entry.value)) {
    return reject(reading, entry, "expected a number, got text in quotes", "leave the quotes out");
  }
  if (result.ec != std::errc{} || !is_within(number, range)) {
    return reject(reading, entry,
                  "expected " + format_count(range.least) + " to " + format_count(range.most));
  }
  field = number;
}

void read_value(Reading& reading, const Entry& entry, const Range& range, std::size_t& field) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  const auto bytes = parse_bytes(*text);
  if (!bytes) return reject(reading, entry, missing_unit(*text, "B, KiB, MiB, GiB", "64MiB"));
  if (!is_within(*bytes, range)) {
    return reject(reading, entry,
                  "expected " + format_bytes(range.least) + " to " + format_bytes(range.most));
  }
  field = *bytes;
}

void read_value(Reading& reading, const Entry& entry, const Range& range, milliseconds& field) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  const auto duration = parse_duration(*text);
  if (!duration) return reject(reading, entry, missing_unit(*text, "ms, s, m, h, d", "90s"));
  if (!is_within(static_cast<std::uint64_t>(duration->count()), range)) {
    const auto written = [](std::uint64_t count) {
      return format_duration(milliseconds(static_cast<std::int64_t>(count)));
    };
    return reject(reading, entry,
                  "expected " + written(range.least) + " to " + written(range.most));
  }
  field = *duration;
}

void read_rate(Reading& reading, const Entry& entry, const Range& range, double& field) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  std::uint64_t number = 0;
  const char* const end = text->data() + text->size();
  const auto result = std::from_chars(text->data(), end, number);
  const bool is_rate =
      result.ec == std::errc{} &&
      std::string_view(result.ptr, static_cast<std::size_t>(end - result.ptr)) == "/s";
  if (!is_rate || !is_within(number, range)) {
    return reject(reading, entry, "expected a rate, as in 50/s");
  }
  field = static_cast<double>(number);
}

std::optional<std::size_t> read_word(Reading& reading, const Entry& entry,
                                     const std::vector<std::string_view>& words) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  reject(reading, entry, "this word is not known", suggestion(*text, words));
  return std::nullopt;
}

}  // namespace projector::config
