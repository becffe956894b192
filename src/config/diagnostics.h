// Errors and warnings about the file, collected so that people see all of them at once: place, what
// is wrong, the line, a caret, and the remedy.
//
//   projector.yaml:14:5: error: unknown key "freshnes_budget" in topics[1]
//     14 |     freshnes_budget: 5s
//        |     ^~~~~~~~~~~~~~~ did you mean "freshness_budget"?

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "projector/config/finding.h"

namespace projector::config {

// Where something stands in the file.
struct Place {
  YAML::Mark mark;
  std::size_t size = 1;  // Characters to underline.
};

Place place_of(const YAML::Node& node);

class Diagnostics {
 public:
  // `name` is that of the file.
  Diagnostics(std::string name, const std::string& text);

  void error(const Place& place, const std::string& message, const std::string& hint = {});
  void warn(const Place& place, const std::string& message, const std::string& hint = {});
  // `finding` with its place and text filled in.
  void add(const Place& place, Finding finding);

  bool has_errors() const { return has_errors_; }
  // In the order of the file.
  std::vector<Finding> findings() const;
  // All of them as they are printed, with their count at the end.
  std::string report() const;
  std::vector<std::string> warnings() const;

  // "file:line:column".
  std::string written(const Place& place) const;

 private:
  std::string rendered(const Place& place, const Finding& finding) const;

  std::string name_;
  std::vector<std::string> lines_;
  std::vector<Finding> findings_;
  bool has_errors_ = false;
};

}  // namespace projector::config
