// Where the daemon listens (configuration section http).

#pragma once

#include <string>

namespace projector::http {

struct Options {
  std::string admin = "127.0.0.1:9464";
  std::string admission = "127.0.0.1:9465";
};

}  // namespace projector::http
