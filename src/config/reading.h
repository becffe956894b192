// What every reader of a part of the file shares: where errors go, and what was set where.

#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "diagnostics.h"

namespace projector::config {

// A member of a map, with its key as written.
struct Entry {
  std::string key;
  YAML::Node key_node;
  YAML::Node value;
  std::string path;  // "topics[1].name".
};

class Reading {
 public:
  explicit Reading(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Diagnostics& diagnostics() { return diagnostics_; }

  // The members of a map; of duplicates the first, with an error for the others. None, with an
  // error, where it is no map. Nothing at all is an empty map. What `<<` names is merged: a map, or
  // a list of maps of which earlier ones count; the map's own members count before all of them.
  std::vector<Entry> entries(const YAML::Node& node, const std::string& path);

  // The text of a scalar with its ${NAME}s replaced; nullopt, with an error, where it is none.
  std::optional<std::string> text(const YAML::Node& node, const std::string& path);

  // `value` of `path` in quotes; where a variable was in it, where it came from instead.
  std::string shown(const std::string& path, const std::string& value) const;

  void unknown_key(const Entry& entry, const std::string& where,
                   const std::vector<std::string_view>& known);

  // Where an option was set, for checks across options. Null mark: it has its default.
  void note(const std::string& path, const Place& place) { places_.emplace(path, place); }
  bool is_set(std::string_view path) const { return places_.contains(path); }
  // "file:line:column" of all of them.
  std::map<std::string, std::string, std::less<>> places() const;
  // The first of these options that the file sets.
  Place place_of_first(std::initializer_list<const char*> paths) const;

 private:
  std::vector<Entry> own_entries(const YAML::Node& node, const std::string& path);
  void merge(const YAML::Node& value, const std::string& path, std::vector<Entry>& entries);
  bool replace_variables(std::string& text, const Place& place, const std::string& path);

  Diagnostics& diagnostics_;
  std::map<std::string, Place, std::less<>> empty_keys_;  // By path: those without a value.
  std::map<std::string, std::string, std::less<>> from_variables_;  // By path, as written.
  std::map<std::string, Place, std::less<>> places_;
};

}  // namespace projector::config
