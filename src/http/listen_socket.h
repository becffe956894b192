// Where the server listens: the address as configured, and the socket on it.

#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace projector::http {

struct Address {
  std::string host;
  std::string port;  // Digits, at most 65535.
};

// Reads host:port or [ipv6]:port. Throws StartupError (kConfiguration).
Address parse_address(const std::string& text);

// A listening socket that closes itself, unless release() handed it on.
class ListenSocket {
 public:
  // Throws StartupError (kConfiguration) that names the address, the reason and the remedy.
  explicit ListenSocket(const std::string& address);
  ~ListenSocket();

  ListenSocket(const ListenSocket&) = delete;
  ListenSocket& operator=(const ListenSocket&) = delete;

  int descriptor() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }
  std::uint16_t port() const;

 private:
  int descriptor_ = -1;
};

}  // namespace projector::http
