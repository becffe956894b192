#include "reading.h"

#include <algorithm>
#include <cstdlib>

#include "suggestion.h"

namespace projector::config {

namespace {

// In quotes it is a key like any other.
bool is_merge(const Entry& entry) { return entry.key == "<<" && entry.key_node.Tag() != "!"; }

}  // namespace

std::vector<Entry> Reading::entries(const YAML::Node& node, const std::string& path) {
  // Entries are only ever copied: assigning a node would change the document.
  std::vector<Entry> entries;
  std::vector<Entry> merges;
  for (Entry& entry : own_entries(node, path)) {
    (is_merge(entry) ? merges : entries).push_back(std::move(entry));
  }
  for (const Entry& named : merges) merge(named.value, path, entries);
  return entries;
}

std::vector<Entry> Reading::own_entries(const YAML::Node& node, const std::string& path) {
  std::vector<Entry> entries;
  if (!node.IsDefined() || node.IsNull()) return entries;
  const std::string where = path.empty() ? "the file" : path;
  if (!node.IsMap()) {
    diagnostics_.error(place_of(node), where + ": expected keys with values, got " +
                                           (node.IsSequence() ? "a list" : "a single value"));
    return entries;
  }
  std::map<std::string, Place> seen;
  for (const auto& member : node) {
    if (!member.first.IsScalar()) {
      diagnostics_.error(place_of(member.first), where + ": a key must be a word");
      continue;
    }
    Entry entry{member.first.Scalar(), member.first, member.second, {}};
    entry.path = path.empty() ? entry.key : path + "." + entry.key;
    const Place place = place_of(member.first);
    const auto [first, is_new] = seen.emplace(entry.key, place);
    if (is_new) {
      entries.push_back(std::move(entry));
    } else {
      diagnostics_.error(place, "duplicate key \"" + entry.key + "\" in " + where,
                         "first at line " + std::to_string(first->second.mark.line + 1));
    }
  }
  return entries;
}

void Reading::merge(const YAML::Node& value, const std::string& path, std::vector<Entry>& entries) {
  if (value.IsSequence()) {
    for (const auto& element : value) merge(element, path, entries);
    return;
  }
  for (Entry& inherited : this->entries(value, path)) {
    const bool is_own = std::any_of(entries.begin(), entries.end(),
                                    [&](const Entry& own) { return own.key == inherited.key; });
    if (!is_own) entries.push_back(std::move(inherited));
  }
}

std::optional<std::string> Reading::text(const YAML::Node& node, const std::string& path) {
  if (!node.IsDefined() || node.IsNull()) {
    diagnostics_.error(place_of(node), path + " has no value");
    return std::nullopt;
  }
  if (!node.IsScalar()) {
    diagnostics_.error(place_of(node), path + ": expected a single value, got " +
                                           (node.IsSequence() ? "a list" : "keys with values"));
    return std::nullopt;
  }
  std::string text = node.Scalar();
  if (!replace_variables(text, place_of(node), path)) return std::nullopt;
  return text;
}

// The value of a variable is never shown, and not looked through again.
bool Reading::replace_variables(std::string& text, const Place& place, const std::string& path) {
  std::string replaced;
  std::size_t copied = 0;
  for (std::size_t begin = text.find("${"); begin != std::string::npos;
       begin = text.find("${", copied)) {
    const std::size_t end = text.find('}', begin);
    if (end == std::string::npos) {
      diagnostics_.error(place, path + ": \"${\" without \"}\"");
      return false;
    }
    const std::string name = text.substr(begin + 2, end - begin - 2);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program sets variables.
    const char* const value = std::getenv(name.c_str());
    if (value == nullptr) {
      std::string message = path;
      message.append(": the environment has no variable \"").append(name).append("\"");
      diagnostics_.error(place, message);
      return false;
    }
    replaced.append(text, copied, begin - copied).append(value);
    copied = end + 1;
  }
  if (copied != 0) text = replaced.append(text, copied);
  return true;
}

void Reading::unknown_key(const Entry& entry, const std::string& where,
                          const std::vector<std::string_view>& known) {
  diagnostics_.error(place_of(entry.key_node),
                     "unknown key \"" + entry.key + "\" in " + (where.empty() ? "the file" : where),
                     suggestion(entry.key, known));
}

void Reading::unsupported(const Entry& entry, const std::string& what) {
  diagnostics_.error(place_of(entry.key_node),
                     entry.path + ": " + what + " not supported by this version");
}

Place Reading::place_of_first(std::initializer_list<const char*> paths) const {
  for (const char* const path : paths) {
    const auto found = places_.find(path);
    if (found != places_.end()) return found->second;
  }
  return {YAML::Mark::null_mark(), 1};
}

}  // namespace projector::config
