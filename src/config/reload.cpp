#include "projector/config/reload.h"

#include <algorithm>
#include <vector>

#include "projector/config/difference.h"
#include "projector/config/finding.h"

namespace projector::config {
namespace {

// A line of the log has room for about so many; `validate` shows all.
constexpr std::size_t kErrorsShown = 3;
constexpr std::size_t kChangesShown = 20;

// The parts of a message that has lines of its own, in one.
std::string in_one_line(const std::string& text) {
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    const bool is_gap = c == '\n' || c == ' ';
    if (!is_gap || (!line.empty() && line.back() != ' ')) line.push_back(is_gap ? ' ' : c);
  }
  return line;
}

// "projector.yaml:4:3: message (remedy)".
std::string told(const std::string& path, const Finding& finding) {
  std::string text = path;
  if (finding.line != 0) {
    text.append(":").append(std::to_string(finding.line));
    text.append(":").append(std::to_string(finding.column));
  }
  text.append(": ").append(in_one_line(finding.message));
  if (!finding.remedy.empty()) text.append(" (").append(in_one_line(finding.remedy)).append(")");
  return text;
}

std::string listed(const std::vector<std::string>& parts, std::size_t shown,
                   const char* separator) {
  std::string text;
  for (std::size_t i = 0; i < std::min(parts.size(), shown); ++i) {
    text.append(i == 0 ? "" : separator).append(parts[i]);
  }
  if (parts.size() > shown) {
    text.append(separator).append("and ").append(std::to_string(parts.size() - shown));
    text.append(" more");
  }
  return text;
}

std::string errors_of(const std::string& path, const std::vector<Finding>& findings) {
  std::vector<std::string> errors;
  for (const Finding& finding : findings) {
    if (finding.severity == FindingSeverity::kError) errors.push_back(told(path, finding));
  }
  const std::string count =
      std::to_string(errors.size()) + (errors.size() == 1 ? " error" : " errors");
  return "nothing was changed, the file has " + count + ": " + listed(errors, kErrorsShown, "; ");
}

bool is_of_topics(const Difference& difference) {
  return difference.path.starts_with("topics.") || difference.path.starts_with("projections.");
}

// Empty where a running daemon can take all of it.
std::string restart_needed(const std::vector<Difference>& found) {
  std::vector<std::string> fixed;
  bool has_topics = false;
  for (const Difference& difference : found) {
    if (difference.is_reloadable) continue;
    fixed.push_back(change_of(difference));
    has_topics = has_topics || is_of_topics(difference);
  }
  if (fixed.empty()) return {};
  std::string text = "nothing was changed, restart to apply: " + listed(fixed, kChangesShown, ", ");
  if (has_topics) {
    text.append(
        "; topics and projections are checked against their tables before the group is "
        "joined");
  }
  const std::size_t others = found.size() - fixed.size();
  if (others > 0) {
    text.append("; ").append(std::to_string(others));
    text.append(others == 1 ? " other change needs none" : " other changes need none");
  }
  return text;
}

}  // namespace

Reload read_again(const std::string& path, const Config& in_force) {
  Checked checked = check(path);
  if (!checked.config) return {std::nullopt, errors_of(path, checked.findings)};
  std::string refusal = restart_needed(differences(in_force, *checked.config));
  if (!refusal.empty()) return {std::nullopt, std::move(refusal)};
  return {std::move(checked.config), {}};
}

std::string changes(const Config& before, const Config& after) {
  const std::vector<Difference> found = differences(before, after);
  std::vector<std::string> parts;
  parts.reserve(found.size());
  for (const Difference& difference : found) parts.push_back(change_of(difference));
  return listed(parts, kChangesShown, ", ");
}

}  // namespace projector::config
