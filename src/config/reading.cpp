#include "reading.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "projector/base/utf8.h"

#include "key_home.h"
#include "suggestion.h"

namespace projector::config {

namespace {

void report_no_map(const YAML::Node& node, const std::string& where, Diagnostics& diagnostics) {
  const bool is_list = node.IsSequence();
  diagnostics.error(
      place_of(node),
      where + ": expected keys with values, got " + (is_list ? "a list" : "a single value"),
      is_list ? "write its keys without dashes and brackets" : "");
}

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
    report_no_map(node, where, diagnostics_);
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
    if (member.second.IsNull()) empty_keys_.insert_or_assign(entry.path, place);
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
    // What is not there is marked where the next thing stands.
    const auto key = empty_keys_.find(path);
    diagnostics_.error(key == empty_keys_.end() ? place_of(node) : key->second,
                       path + " has no value",
                       "leave it out to take its default, or write \"\" for an empty one");
    return std::nullopt;
  }
  if (!node.IsScalar()) {
    const bool is_list = node.IsSequence();
    diagnostics_.error(
        place_of(node),
        path + ": expected a single value, got " + (is_list ? "a list" : "keys with values"),
        is_list && node.size() == 1 ? "leave the brackets or the dash out" : "");
    return std::nullopt;
  }
  std::string text = node.Scalar();
  if (!replace_variables(text, place_of(node), path)) return std::nullopt;
  if (text != node.Scalar()) from_variables_.insert_or_assign(path, node.Scalar());
  return text;
}

// The value of a variable is never shown, and not looked through again. "$${" is a plain "${".
bool Reading::replace_variables(std::string& text, const Place& place, const std::string& path) {
  std::string replaced;
  std::size_t copied = 0;
  for (std::size_t begin = text.find("${"); begin != std::string::npos;
       begin = text.find("${", copied)) {
    if (begin > copied && text[begin - 1] == '$') {
      replaced.append(text, copied, begin - 1 - copied).append("${");
      copied = begin + 2;
      continue;
    }
    const std::size_t end = text.find('}', begin);
    if (end == std::string::npos) {
      diagnostics_.error(place, path + ": \"${\" without \"}\"",
                         "write ${NAME}, or $${ for these characters themselves");
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
    if (count_utf8(value) != std::strlen(value)) {
      std::string message = path;
      message.append(": what the variable \"").append(name).append("\" holds is not UTF-8");
      diagnostics_.error(place, message);
      return false;
    }
    replaced.append(text, copied, begin - copied).append(value);
    copied = end + 1;
  }
  if (copied != 0) text = replaced.append(text, copied);
  return true;
}

std::string Reading::shown(const std::string& path, const std::string& value) const {
  auto found = from_variables_.find(path);
  // One name may stand for a list of one.
  if (found == from_variables_.end() && path.ends_with("[0]")) {
    found = from_variables_.find(std::string_view(path).substr(0, path.size() - 3));
  }
  return found == from_variables_.end() ? "\"" + value + "\""
                                        : "the value of \"" + found->second + "\"";
}

void Reading::unknown_key(const Entry& entry, const std::string& where,
                          const std::vector<std::string_view>& known) {
  std::string remedy = near_suggestion(entry.key, known);
  const std::string homes = homes_of(entry.key);
  if (!homes.empty()) remedy.append(remedy.empty() ? "" : " or ").append(homes);
  if (remedy.empty()) remedy = suggestion(entry.key, known);
  diagnostics_.error(place_of(entry.key_node),
                     "unknown key \"" + entry.key + "\" in " + (where.empty() ? "the file" : where),
                     remedy);
}

std::map<std::string, std::string, std::less<>> Reading::places() const {
  std::map<std::string, std::string, std::less<>> written;
  for (const auto& [path, place] : places_) written.emplace(path, diagnostics_.written(place));
  written.emplace("", diagnostics_.written({YAML::Mark::null_mark(), 1}));
  return written;
}

Place Reading::place_of_first(std::initializer_list<const char*> paths) const {
  for (const char* const path : paths) {
    const auto found = places_.find(path);
    if (found != places_.end()) return found->second;
  }
  return {YAML::Mark::null_mark(), 1};
}

}  // namespace projector::config
