// A small HTTP server on libmicrohttpd: GET and HEAD only, with limits on connections, time and
// size, so that half-sent requests cannot keep a probe waiting.
//
// Thread: its own (epoll). Handlers run there, so they answer from memory and never block. What a
// handler throws becomes a 500 without details.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace projector::http {

struct Request {
  std::string path;  // Without the query.
  std::map<std::string, std::string> queries =
      {};  // Decoded; a key without value has an empty one.
};

struct Response {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body = {};
  // Instead of a body: bytes that outlive the server, which many may read slowly at no cost.
  std::string_view constant_body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
};

using Handler = std::function<Response(const Request&)>;

class Server {
 public:
  // Listens at once; a path that ends in '/' serves what lies below it, too, but "/" only itself.
  // Throws StartupError (kConfiguration) that names the address where it cannot be had. `address`
  // is host:port or [ipv6]:port; port 0 takes a free one.
  Server(const std::string& address, std::map<std::string, Handler> handlers);
  ~Server();

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace projector::http
