#include "listen_socket.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <memory>
#include <system_error>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <netdb.h>

#include "projector/base/startup_error.h"

namespace projector::http {
namespace {

// Connections that the kernel keeps until the server's thread accepts them: a burst of probes.
constexpr int kBacklog = 256;
constexpr const char* kRemedy =
    "; set http.admin or http.admission to an address that is free here";

[[noreturn]] void refuse(const std::string& address, const std::string& reason) {
  throw StartupError(ExitCode::kConfiguration, "cannot listen on " + address + ": " + reason);
}

bool is_port(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size();
}

std::string reason_of(int error) {
  switch (error) {
    case EADDRINUSE:
      return "another process listens there";
    case EADDRNOTAVAIL:
      return "this machine has no such address";
    case EACCES:
      return "no right to that port; those below 1024 need one";
    default:
      return std::generic_category().message(error);
  }
}

using Found = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

Found look_up(const std::string& text) {
  const Address address = parse_address(text);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (error != 0) {
    refuse(text, "\"" + address.host + "\" is no address and no name of this machine (" +
                     gai_strerror(error) + ")" + kRemedy);
  }
  return {found, &freeaddrinfo};
}

// Returns the socket, or minus errno.
int listen_on(const addrinfo& candidate) {
  const int descriptor = socket(candidate.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;

  // A restart must not wait for the old process's connections to time out.
  const int on = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(descriptor, candidate.ai_addr, candidate.ai_addrlen) == 0 &&
      listen(descriptor, kBacklog) == 0) {
    return descriptor;
  }
  const int error = errno;
  close(descriptor);
  return -error;
}

}  // namespace

Address parse_address(const std::string& text) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) refuse(text, "a port is missing: write host:port");

  Address address{text.substr(0, colon), text.substr(colon + 1)};
  std::string& host = address.host;
  const bool has_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (has_brackets) host = host.substr(1, host.size() - 2);

  if (host.empty())
    refuse(text, "a host is missing: write 127.0.0.1:port, or 0.0.0.0:port for all");
  if (!has_brackets && host.find(':') != std::string::npos) {
    refuse(text, "an IPv6 address stands in brackets: write [::1]:port");
  }
  if (!is_port(address.port)) refuse(text, "\"" + address.port + "\" is no port from 0 to 65535");
  return address;
}

ListenSocket::ListenSocket(const std::string& address) {
  const Found found = look_up(address);
  int error = EADDRNOTAVAIL;
  for (const addrinfo* at = found.get(); at != nullptr && descriptor_ < 0; at = at->ai_next) {
    const int result = listen_on(*at);
    if (result >= 0) descriptor_ = result;
    error = -result;
  }
  if (descriptor_ < 0) refuse(address, reason_of(error) + kRemedy);
}

ListenSocket::~ListenSocket() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::uint16_t ListenSocket::port() const {
  sockaddr_storage bound{};
  socklen_t length = sizeof bound;
  getsockname(descriptor_, reinterpret_cast<sockaddr*>(&bound), &length);
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&bound)->sin_port);
}

}  // namespace projector::http
