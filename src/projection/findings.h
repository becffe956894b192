// What is wrong with the projections of a topic, all of it, in the order of the configuration.

#pragma once

#include <string>
#include <vector>

#include "projector/base/startup_finding.h"

namespace projector {

class Findings {
 public:
  // What the next findings are about: their place, where none is nearer, and their subject.
  void begin(const std::string& place, const std::string& subject);

  // `place` is that of the nearest key; empty: that of the subject.
  void add(const std::string& place, const std::string& what, const std::string& remedy = {});

  bool empty() const { return all_.empty(); }
  const std::vector<StartupFinding>& all() const { return all_; }

 private:
  std::string place_;
  std::string subject_;
  std::vector<StartupFinding> all_;
};

}  // namespace projector
