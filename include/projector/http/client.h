// One GET of a server of ours, for commands that ask a running daemon. Plain http only: the admin
// listener has no other.

#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace projector::http {

struct Url {
  std::string host;  // Without the brackets of an IPv6 address.
  std::string port = "80";
  std::string path;  // Of the base, without a slash at its end.
};

// "http://host:port/path", the scheme may be left out; nullopt for anything else.
std::optional<Url> parse_url(const std::string& text);

struct Answer {
  int status = 0;  // 0: there was none, and `body` says why.
  std::string body;
};

// Asks for a path with its query. Never throws; blocks until the timeout at most, and for as long
// as the system takes to look the host's name up.
Answer get(const Url& url, const std::string& path, std::chrono::milliseconds timeout);

}  // namespace projector::http
