#include "projector/http/client.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <netdb.h>

namespace projector::http {
namespace {

using Clock = std::chrono::steady_clock;

// More than any answer of ours; a stranger's server must not fill the memory.
constexpr std::size_t kAnswerBytesMax = std::size_t{16} << 20;
constexpr std::string_view kScheme = "http://";

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;

  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// False: the time is over.
bool wait_for(const Socket& socket, short events, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd descriptor{socket.get(), events, 0};
    const int ready = poll(&descriptor, 1, static_cast<int>(left));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

std::string text_of(int error) { return std::generic_category().message(error); }

// 0, or the error.
int connect_within(const Socket& socket, const addrinfo& address, Clock::time_point deadline) {
  if (connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  if (!wait_for(socket, POLLOUT, deadline)) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

// Or -1, with the reason.
Socket open(const Url& url, Clock::time_point deadline, std::string& trouble) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &found);
      error != 0) {
    trouble = gai_strerror(error);
    return Socket(-1);
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, &freeaddrinfo);
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    Socket socket(::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int error = socket.get() < 0 ? errno : connect_within(socket, *address, deadline);
    if (error == 0) return socket;
    trouble = text_of(error);
  }
  return Socket(-1);
}

bool send_all(const Socket& socket, std::string_view text, Clock::time_point deadline) {
  while (!text.empty()) {
    const ssize_t sent = send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      text.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno != EAGAIN || !wait_for(socket, POLLOUT, deadline)) {
      return false;
    }
  }
  return true;
}

// All until the server closes; nullopt where it does not in time, or says too much.
std::optional<std::string> receive_all(const Socket& socket, Clock::time_point deadline) {
  std::string text;
  std::array<char, 16384> buffer{};
  while (text.size() <= kAnswerBytesMax && wait_for(socket, POLLIN, deadline)) {
    const ssize_t length = recv(socket.get(), buffer.data(), buffer.size(), 0);
    if (length == 0) return text;
    if (length < 0 && errno != EAGAIN) return std::nullopt;
    if (length > 0) text.append(buffer.data(), static_cast<std::size_t>(length));
  }
  return std::nullopt;
}

Answer parse_answer(const std::string& text) {
  constexpr std::string_view kStart = "HTTP/1.";
  constexpr std::size_t kStatusPlace = 9;
  const auto headers_end = text.find("\r\n\r\n");
  int status = 0;
  if (text.starts_with(kStart) && text.size() > kStatusPlace + 3) {
    std::from_chars(text.data() + kStatusPlace, text.data() + kStatusPlace + 3, status);
  }
  if (status == 0 || headers_end == std::string::npos) return {0, "what answers speaks no HTTP"};
  return {status, text.substr(headers_end + 4)};
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && rest == text.data() + text.size() && port > 0 && port <= 65535;
}

}  // namespace

std::optional<Url> parse_url(const std::string& text) {
  std::string_view rest = text;
  if (rest.starts_with(kScheme)) rest.remove_prefix(kScheme.size());
  if (rest.find("://") != std::string_view::npos) return std::nullopt;
  Url url;
  const auto slash = rest.find('/');
  if (slash != std::string_view::npos) url.path = rest.substr(slash);
  while (url.path.ends_with('/')) url.path.pop_back();
  std::string_view authority = rest.substr(0, slash);
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    url.host = authority.substr(1, end - 1);
    authority.remove_prefix(end + 1);
  } else {
    url.host = authority.substr(0, authority.find(':'));
    authority.remove_prefix(url.host.size());
  }
  if (!authority.empty()) {
    if (!authority.starts_with(':') || !is_port(authority.substr(1))) return std::nullopt;
    url.port = authority.substr(1);
  }
  const bool is_strange = url.host.empty() || text.find_first_of(" \t\r\n@?#") != std::string::npos;
  return is_strange ? std::nullopt : std::optional(url);
}

Answer get(const Url& url, const std::string& path, std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  std::string trouble;
  const Socket socket = open(url, deadline, trouble);
  if (socket.get() < 0) return {0, trouble};

  const bool is_ipv6 = url.host.find(':') != std::string::npos;
  // 1.0: the server closes when it has said all, and cuts nothing into pieces.
  const std::string request = "GET " + url.path + path +
                              " HTTP/1.0\r\nHost: " + (is_ipv6 ? "[" + url.host + "]" : url.host) +
                              ":" + url.port + "\r\nConnection: close\r\n\r\n";
  if (!send_all(socket, request, deadline)) return {0, "the connection broke"};
  const std::optional<std::string> text = receive_all(socket, deadline);
  if (!text) return {0, "no whole answer within " + std::to_string(timeout.count()) + " ms"};
  return parse_answer(*text);
}

}  // namespace projector::http
