// Requests of any bytes, to the real server over loopback, and paths straight to the routes: no
// crash, no hang, an answer that is one, and a server that still answers the next.

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "projector/base/startup_error.h"
#include "projector/http/server.h"

#include "admission_desk.h"
#include "fuzz/expect.h"
#include "listen_socket.h"
#include "routes.h"

namespace projector::fuzz {
namespace {

// Of what is asked at random little comes back, and the server waits 5 s for the rest of it; of
// what is sound all does, on the slowest machine.
constexpr timeval kGlance{0, 2'000};
constexpr timeval kPatience{60, 0};

// A call again that a signal ended: libFuzzer looks at the clock by SIGALRM.
template <typename Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

http::Response echo(const http::Request& request) {
  std::string body = request.path + "\n";
  for (const auto& [key, value] : request.queries) body += key + "=" + value + "\n";
  return {.body = std::move(body)};
}

http::Response fail(const http::Request& /*request*/) {
  throw StartupError(ExitCode::kInternal, "a handler fails");
}

// Of a group that is stalled, so that of its classes one is refused, one limited, one admitted.
class Desk {
 public:
  Desk() : desk_(options(), 1) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->group_joined = true;
    snapshot->state = "stalled";
    desk_.publish(std::move(snapshot));
  }

  std::map<std::string, http::Handler> handlers() {
    std::map<std::string, http::Handler> all = desk_.handlers();
    all.merge(std::map<std::string, http::Handler>{
        {"/", echo}, {"/metrics", echo}, {"/history/", echo}, {"/broken", fail}});
    return all;
  }

 private:
  static AdmissionOptions options() {
    AdmissionOptions options;
    options.classes["booking-export"].refuse_from = "protecting";
    options.classes["prices"].limit_from = "absorbing";
    options.classes["crew"] = {};
    return options;
  }

  app::AdmissionDesk desk_;
};

class Client {
 public:
  Client(std::uint16_t port, timeval patience)
      : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // Leaves no connection behind that keeps its port for a minute.
    const linger reset{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    expect(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0,
           "the server takes connections");
  }
  ~Client() { close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // What comes back until the server closes, which it may do before it has read all, or says no
  // more.
  std::string ask(std::string_view request) const {
    while (!request.empty()) {
      const ssize_t sent = uninterrupted(
          [&] { return send(socket_, request.data(), request.size(), MSG_NOSIGNAL); });
      if (sent <= 0) break;
      request.remove_prefix(static_cast<std::size_t>(sent));
    }
    shutdown(socket_, SHUT_WR);
    std::string answer;
    std::array<char, 4096> piece{};
    while (true) {
      const ssize_t got =
          uninterrupted([&] { return recv(socket_, piece.data(), piece.size(), 0); });
      if (got <= 0) return answer;
      answer.append(piece.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  int socket_;
};

void check_address(const std::string& text) {
  try {
    const http::Address address = http::parse_address(text);
    expect(address.port.find_first_not_of("0123456789") == std::string::npos, "a port has digits");
    expect(std::stoul(address.port) <= 65'535, "a port is at most 65535");
  } catch (const StartupError&) {
    return;
  }
}

void check_routed(const http::Response& response) {
  constexpr std::array<int, 4> kKnown = {200, 404, 429, 500};
  expect(std::ranges::find(kKnown, response.status) != kKnown.end(),
         "a path is answered, unknown, refused, or its handler's fault");
}

void run(std::string_view input) {
  static Desk desk;
  static const http::Server server("127.0.0.1:0", desk.handlers());
  static const http::Routes routes(desk.handlers());
  static std::uint64_t runs = 0;

  const std::string text(input);
  check_routed(routes.answer({.path = text, .queries = {}}));
  check_address(text);

  const std::string answer = Client(server.port(), kGlance).ask(input);
  expect(answer.empty() || answer.starts_with("HTTP/1."), "what comes back is an answer");
  const bool is_refused =
      answer.starts_with("HTTP/1.1 429") && answer.find("\r\n\r\n") != answer.npos;
  expect(!is_refused || answer.find("\r\nRetry-After: ") != answer.npos,
         "who is refused is told when to come again");
  if (++runs % 64 != 0) return;
  const std::string sound =
      Client(server.port(), kPatience).ask("GET /metrics?a=%41 HTTP/1.0\r\n\r\n");
  expect(sound.find("200 OK") != std::string::npos && sound.find("a=A") != std::string::npos,
         "it still answers others");
}

}  // namespace
}  // namespace projector::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  projector::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
