#include "projector/config/finding.h"

#include <algorithm>
#include <charconv>
#include <sstream>
#include <utility>

#include "diagnostics.h"
#include "file_contents.h"

namespace projector::config {
namespace {

// The word at a place, for its caret.
std::size_t size_of_word(const std::string& text, const YAML::Mark& mark) {
  std::istringstream lines(text);
  std::string line;
  for (int i = 0; i <= mark.line; ++i) std::getline(lines, line);
  const auto begin = static_cast<std::size_t>(mark.column);
  if (begin >= line.size()) return 1;
  const std::size_t end = std::min(line.find_first_of(" ,]}\"", begin), line.size());
  const std::size_t size = end - begin;
  return std::max<std::size_t>(1, size - (size > 1 && line[end - 1] == ':' ? 1 : 0));
}

// Of "file:line:column"; null where there is no line.
YAML::Mark mark_of(const std::string& place, std::string& name) {
  YAML::Mark mark = YAML::Mark::null_mark();
  const std::size_t column = place.rfind(':');
  const std::size_t line =
      column == std::string::npos || column == 0 ? std::string::npos : place.rfind(':', column - 1);
  name = place;
  if (line == std::string::npos) return mark;
  const auto number = [&place](std::size_t begin, std::size_t end) {
    int value = 0;
    std::from_chars(place.data() + begin, place.data() + end, value);
    return value;
  };
  const int line_number = number(line + 1, column);
  const int column_number = number(column + 1, place.size());
  if (line_number <= 0 || column_number <= 0) return mark;
  name = place.substr(0, line);
  mark.pos = 0;
  mark.line = line_number - 1;
  mark.column = column_number - 1;
  return mark;
}

}  // namespace

Finding at_place(const std::string& place, Finding finding) {
  std::string name;
  const YAML::Mark mark = mark_of(place, name);
  const std::string text = contents_of(name).text;
  Diagnostics diagnostics(name, text);
  const Place found{mark, mark.is_null() ? 1 : size_of_word(text, mark)};
  diagnostics.add(found, std::move(finding));
  return diagnostics.findings().front();
}

const std::string& place_of(const Config& config, std::string option) {
  for (; !option.empty(); option.resize(option.find_last_of(".["))) {
    const auto found = config.places.find(option);
    if (found != config.places.end()) return found->second;
    if (option.find_last_of(".[") == std::string::npos) break;
  }
  return config.places.at("");
}

}  // namespace projector::config
