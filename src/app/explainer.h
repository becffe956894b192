// Answers `/explain`: from the latest snapshot and the latest look into PostgreSQL, both in memory.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "projector/config/config.h"
#include "projector/core/explanation.h"
#include "projector/http/server.h"

#include "health.h"
#include "sink_watch.h"

namespace projector::app {

// Thread: any.
class Explainer {
 public:
  // Health and watch must outlive it, and it the server.
  Explainer(const config::Config& config, const Health& health, const SinkWatch& watch);

  std::map<std::string, http::Handler> handlers() const;

 private:
  http::Response answer(const http::Request& request) const;

  const Health& health_;
  const SinkWatch& watch_;
  const std::map<std::string, std::vector<std::string>> tables_;  // By topic.
};

}  // namespace projector::app
