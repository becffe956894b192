#include "diagnostics.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>
#include <tuple>
#include <utility>

namespace projector::config {
namespace {

// Longer lines are not written by hand; their text helps nobody.
constexpr std::size_t kLineBytesMax = 200;

// Whether `line` has `word`, not counting "password_file": its path may be shown.
bool has_secret_word(const std::string& line, std::string_view word) {
  constexpr std::string_view kFile = "_file";
  for (std::size_t at = line.find(word); at != std::string::npos; at = line.find(word, at + 1)) {
    if (line.compare(at + word.size(), kFile.size(), kFile) != 0) return true;
  }
  return false;
}

// A line that may hold a secret shows no more than its key.
std::string without_secret(const std::string& line) {
  constexpr std::array<std::string_view, 6> kSecretWords = {"password", "secret", "sasl.",
                                                            "ssl.key",  "url:",   "://"};
  for (const std::string_view word : kSecretWords) {
    if (!has_secret_word(line, word)) continue;
    const std::size_t colon = line.find(':');
    return colon == std::string::npos ? "***" : line.substr(0, colon + 1) + " ***";
  }
  return line;
}

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

}  // namespace

Place place_of(const YAML::Node& node) {
  Place place{node.Mark(), 1};
  if (node.IsScalar()) place.size = std::max<std::size_t>(1, node.Scalar().size());
  return place;
}

Diagnostics::Diagnostics(std::string name, const std::string& text) : name_(std::move(name)) {
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    std::replace(line.begin(), line.end(), '\t', ' ');  // So that the caret stands below its place.
    lines_.push_back(line);
  }
}

void Diagnostics::error(const Place& place, const std::string& message, const std::string& hint) {
  add(place, {FindingSeverity::kError, 0, 0, message, hint, {}});
}

void Diagnostics::warn(const Place& place, const std::string& message, const std::string& hint) {
  add(place, {FindingSeverity::kWarning, 0, 0, message, hint, {}});
}

void Diagnostics::add(const Place& place, Finding finding) {
  has_errors_ |= finding.severity == FindingSeverity::kError;
  if (!place.mark.is_null()) {
    finding.line = static_cast<std::size_t>(place.mark.line) + 1;
    finding.column = static_cast<std::size_t>(place.mark.column) + 1;
  }
  finding.text = rendered(place, finding);
  findings_.push_back(std::move(finding));
}

std::string Diagnostics::written(const Place& place) const {
  if (place.mark.is_null()) return name_;
  return name_ + ":" + std::to_string(place.mark.line + 1) + ":" +
         std::to_string(place.mark.column + 1);
}

std::string Diagnostics::rendered(const Place& place, const Finding& finding) const {
  std::string text = written(place);
  text.append(": ").append(name_of(finding.severity)).append(": ").append(finding.message);
  const std::string& hint = finding.remedy;
  if (finding.severity == FindingSeverity::kInfo) return hint.empty() ? text : text + "; " + hint;
  const auto line_index = static_cast<std::size_t>(place.mark.line);
  const bool has_line = !place.mark.is_null() && line_index < lines_.size() &&
                        lines_[line_index].size() <= kLineBytesMax;
  if (!has_line) return hint.empty() ? text : text + "\n     = help: " + hint;

  const std::string number = std::to_string(line_index + 1);
  const std::string line = without_secret(lines_[line_index]);
  const auto column = static_cast<std::size_t>(place.mark.column);
  text.append("\n  ").append(number).append(" | ").append(line);
  text.append("\n  ").append(number.size(), ' ').append(" | ");
  // What is not shown cannot be pointed at.
  const bool is_shown = column < line.size() || line == lines_[line_index];
  if (!is_shown) return text + (hint.empty() ? "(not shown)" : hint);
  const std::size_t room = line.size() > column ? line.size() - column : 1;
  text.append(column, ' ').append("^").append(std::min(place.size, room) - 1, '~');
  return hint.empty() ? text : text + " " + hint;
}

std::vector<Finding> Diagnostics::findings() const {
  std::vector<Finding> sorted = findings_;
  // Findings of one place keep the order of their texts, so that the message is always the same.
  std::sort(sorted.begin(), sorted.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.line, a.column, a.text) < std::tie(b.line, b.column, b.text);
  });
  return sorted;
}

std::string Diagnostics::report() const {
  std::string text;
  std::size_t errors = 0;
  for (const Finding& finding : findings()) {
    text.append(finding.text).append("\n");
    errors += finding.severity == FindingSeverity::kError ? 1 : 0;
  }
  text += counted(errors, "error");
  if (errors != findings_.size()) text += ", " + counted(findings_.size() - errors, "warning");
  return text + ".";
}

std::vector<std::string> Diagnostics::warnings() const {
  std::vector<std::string> texts;
  for (const Finding& finding : findings()) {
    if (finding.severity != FindingSeverity::kError) texts.push_back(finding.text);
  }
  return texts;
}

}  // namespace projector::config
