#include "option_value.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "projector/base/quantity.h"

#include "description.h"
#include "quantity_hint.h"
#include "suggestion.h"

namespace projector::config {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kShownBytesMax = 60;

bool has_variable(const Entry& entry) {
  return entry.value.Scalar().find("${") != std::string::npos;
}

// As the file has it: what a variable held is never shown.
std::string got(const Entry& entry) {
  std::string written = entry.value.Scalar();
  if (has_variable(entry)) return "the value of \"" + written + "\"";
  if (written.size() > kShownBytesMax) written = written.substr(0, kShownBytesMax) + "...";
  return "\"" + written + "\"";
}

void reject(Reading& reading, const Entry& entry, const std::string& message,
            const std::string& hint = {}) {
  reading.diagnostics().error(place_of(entry.value), entry.path + ": " + message, hint);
}

// A hint says the value again.
void reject_value(Reading& reading, const Entry& entry, const std::string& expected,
                  const std::string& hint = {}) {
  reject(reading, entry, "expected " + expected + ", got " + got(entry),
         has_variable(entry) ? "" : hint);
}

bool is_whole_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// yaml-cpp marks what stood in quotes so. A variable's name may need them.
bool is_quoted(const Entry& entry) { return entry.value.Tag() == "!" && !has_variable(entry); }

bool is_within(std::uint64_t value, const Range& range) {
  return value >= range.least && value <= range.most;
}

// "1 to 64", in the unit of the type.
std::string from_to(OptionType type, const Range& range) {
  return " from " + written_range(type, range);
}

// "a:1,b:2" was meant as a list of two.
std::string as_list(const std::string& text) {
  std::string list = "write [";
  std::size_t begin = 0;
  for (std::size_t end = text.find(','); end != std::string::npos; end = text.find(',', begin)) {
    list.append(text, begin, end - begin).append(", ");
    begin = std::min(text.find_first_not_of(' ', end + 1), text.size());
  }
  return list.append(text, begin).append("]");
}

}  // namespace

void read_value(Reading& reading, const Entry& entry, const Range& range, std::string& field) {
  auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  if (text->size() < range.least) return reject(reading, entry, "it must not be empty");
  if (text->size() > range.most) {
    return reject(reading, entry,
                  "expected at most " + std::to_string(range.most) + " bytes, got " +
                      std::to_string(text->size()),
                  text->find('\n') != std::string::npos || is_quoted(entry)
                      ? "are its quotes closed in this line?"
                      : "");
  }
  field = std::move(*text);
}

void read_value(Reading& reading, const Entry& entry, const Range& range,
                std::vector<std::string>& field) {
  if (!entry.value.IsSequence()) {
    const bool is_single = entry.value.IsScalar() && !entry.value.Scalar().empty();
    return reject(reading, entry,
                  "expected a list, got " + (is_single             ? got(entry)
                                             : entry.value.IsMap() ? "keys with values"
                                                                   : "nothing"),
                  is_single ? as_list(entry.value.Scalar()) : "");
  }
  if (!is_within(entry.value.size(), range)) {
    return reject(reading, entry,
                  "expected " + written_range(OptionType::kTexts, range) + ", got " +
                      std::to_string(entry.value.size()));
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < entry.value.size(); ++i) {
    const std::string path = entry.path + "[" + std::to_string(i) + "]";
    const YAML::Node element = entry.value[i];
    reading.note(path, place_of(element));
    if (auto text = reading.text(element, path)) texts.push_back(std::move(*text));
  }
  field = std::move(texts);
}

void read_value(Reading& reading, const Entry& entry, const Range&, bool& field) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  if (*text != "true" && *text != "false") {
    return reject_value(reading, entry, "true or false", flag_hint(*text));
  }
  field = *text == "true";
}

void read_value(Reading& reading, const Entry& entry, const Range& range, std::uint32_t& field) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  std::uint32_t number = 0;
  const auto result = std::from_chars(text->data(), text->data() + text->size(), number);
  const std::string expected = "a whole number" + from_to(OptionType::kCount, range);
  if (!is_whole_number(*text)) return reject_value(reading, entry, expected, count_hint(*text));
  if (is_quoted(entry)) {
    return reject(reading, entry, "expected " + expected + ", got text in quotes",
                  "leave the quotes out");
  }
  if (result.ec != std::errc{} || !is_within(number, range)) {
    return reject_value(reading, entry, expected);
  }
  field = number;
}

void read_value(Reading& reading, const Entry& entry, const Range& range, std::size_t& field) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  const auto bytes = parse_bytes(*text);
  if (!bytes || !is_within(*bytes, range)) {
    return reject_value(reading, entry,
                        "bytes (B, KiB, MiB, GiB)" + from_to(OptionType::kBytes, range),
                        bytes ? "" : bytes_hint(*text));
  }
  field = *bytes;
}

void read_value(Reading& reading, const Entry& entry, const Range& range, milliseconds& field) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return;
  const auto duration = parse_duration(*text);
  if (!duration || !is_within(static_cast<std::uint64_t>(duration->count()), range)) {
    return reject_value(reading, entry,
                        "a duration (ms, s, m, h, d)" + from_to(OptionType::kDuration, range),
                        duration ? "" : duration_hint(*text));
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
    return reject_value(reading, entry, "a rate" + from_to(OptionType::kRate, range),
                        is_rate ? "" : rate_hint(*text));
  }
  field = static_cast<double>(number);
}

std::optional<std::size_t> read_word(Reading& reading, const Entry& entry,
                                     const std::vector<std::string_view>& words) {
  const auto text = reading.text(entry.value, entry.path);
  if (!text) return std::nullopt;
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string expected;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_last = i + 1 == words.size();
    expected.append(i == 0 ? "" : is_last ? " or " : ", ").append(words[i]);
  }
  reject_value(reading, entry, expected, near_suggestion(*text, words));
  return std::nullopt;
}

}  // namespace projector::config
