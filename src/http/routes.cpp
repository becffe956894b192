#include "routes.h"

#include <utility>

namespace projector::http {

Routes::Routes(std::map<std::string, Handler> handlers) : handlers_(std::move(handlers)) {}

Response Routes::answer(const Request& request) const {
  const Handler* handler = find(request.path);
  if (handler == nullptr) return {.status = 404, .body = "not found\n"};
  try {
    return (*handler)(request);
  } catch (...) {
    // Its text may name what a stranger shall not see, and the daemon goes on.
    return {.status = 500, .body = "internal error\n"};
  }
}

const Handler* Routes::find(const std::string& path) const {
  if (const auto exact = handlers_.find(path); exact != handlers_.end()) return &exact->second;

  // The longest registered folder above; "/" is the page, not the folder of everything.
  for (auto slash = path.rfind('/'); slash != std::string::npos && slash > 0;
       slash = path.rfind('/', slash - 1)) {
    const auto folder = handlers_.find(path.substr(0, slash + 1));
    if (folder != handlers_.end()) return &folder->second;
  }
  return nullptr;
}

}  // namespace projector::http
