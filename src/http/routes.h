// Which handler answers a path.

#pragma once

#include <map>
#include <string>

#include "projector/http/server.h"

namespace projector::http {

class Routes {
 public:
  explicit Routes(std::map<std::string, Handler> handlers);

  // The handler's answer; 404 where there is none, 500 without details where it threw.
  Response answer(const Request& request) const;

 private:
  const Handler* find(const std::string& path) const;

  const std::map<std::string, Handler> handlers_;
};

}  // namespace projector::http
