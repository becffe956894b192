// The whole configuration, read once from YAML: plain values that the parts take.

#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "projector/core/options.h"
#include "projector/http/options.h"
#include "projector/kafka/options.h"
#include "projector/postgres/options.h"
#include "projector/projection/options.h"
#include "projector/runtime/options.h"
#include "projector/telemetry/options.h"

namespace projector::config {

struct Config {
  kafka::Options kafka;
  postgres::Options postgres;
  FlowOptions flow;
  RetryOptions retry;
  RuntimeOptions runtime;
  std::vector<TopicOptions> topics;
  std::map<std::string, ProjectionOptions> projections;
  http::Options http;
  telemetry::Options log;
  AdmissionOptions admission;

  std::string hash;                   // Of the file's text, for projector_config_info.
  std::vector<std::string> warnings;  // What is allowed and probably not meant, as the errors look.
  // "file:line:column" of what the file sets, by its path; "" has the file's name.
  std::map<std::string, std::string, std::less<>> places;
};

// Reads and checks the file, all errors at once, each with its place and the remedy.
// ${NAME} in a value is taken from the environment. Throws StartupError (kConfiguration).
Config load(const std::string& path);

// The same from text that came from `name`.
Config parse(const std::string& text, const std::string& name);

}  // namespace projector::config
