// What `validate` found, for people and for programs (docs/VALIDATION.md has the shape).

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "projector/base/startup_error.h"
#include "projector/config/finding.h"
#include "projector/config/memory.h"

namespace projector::app {

struct Validation {
  std::string file;
  std::vector<config::Finding> findings;  // In the order of the file.
  // The worst case; empty where the file cannot be taken.
  std::vector<config::MemoryPart> memory;
  std::size_t memory_limit = 0;
  // What a burst would do, where that was asked: in words, and for programs.
  std::string sizing;
  nlohmann::ordered_json sizing_json;
  bool wants_servers = false;  // --connect.
  bool asked_servers = false;  // Not where the file cannot be taken.
  ExitCode code = ExitCode::kDone;
};

std::string report_text(const Validation& validation);
std::string report_json(const Validation& validation);

}  // namespace projector::app
