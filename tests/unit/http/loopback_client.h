// One connection to a server on this machine: sends bytes as they are, also half a request.

#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace projector::http {

class LoopbackClient {
 public:
  explicit LoopbackClient(std::uint16_t port)
      : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    // A server that does not answer fails the test instead of holding it.
    const timeval limit{.tv_sec = 30, .tv_usec = 0};
    setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~LoopbackClient() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  LoopbackClient(LoopbackClient&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)), rest_(std::exchange(other.rest_, {})) {}
  LoopbackClient& operator=(LoopbackClient&&) = delete;

  // Whether the server took all of it; it may have closed already.
  bool send(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(descriptor_, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // One response, its body by Content-Length. Shorter where the server closed.
  std::string receive(bool has_body = true) {
    std::size_t end = std::string::npos;
    while ((end = rest_.find("\r\n\r\n")) == std::string::npos && receive_some()) {
    }
    if (end == std::string::npos) return std::exchange(rest_, {});
    const std::size_t length = end + 4 + (has_body ? body_bytes(end) : 0);
    while (rest_.size() < length && receive_some()) {
    }
    std::string response = rest_.substr(0, length);
    rest_.erase(0, length);
    return response;
  }

  // All that comes until the server closes.
  std::string receive_all() {
    while (receive_some()) {
    }
    return std::exchange(rest_, {});
  }

  std::string get(const std::string& path) {
    send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
    return receive();
  }

 private:
  std::size_t body_bytes(std::size_t headers_end) const {
    const std::string name = "Content-Length: ";
    const auto at = rest_.find(name);
    return at < headers_end ? std::stoul(rest_.substr(at + name.size())) : 0;
  }

  bool receive_some() {
    std::array<char, 4096> buffer{};
    const ssize_t length = recv(descriptor_, buffer.data(), buffer.size(), 0);
    if (length > 0) rest_.append(buffer.data(), static_cast<std::size_t>(length));
    return length > 0;
  }

  int descriptor_;
  std::string rest_;
};

}  // namespace projector::http
