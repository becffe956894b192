// Keeps room for the next caller. When the server is almost full, the connection on which nothing
// was asked for the longest time has to go: a client that leaves requests half-sent, or sends a
// byte now and then, harms itself and not the probes.
//
// libmicrohttpd alone stops accepting at its limit until a time limit frees a place; and it misses
// the end of a client that had sent a part of a request and closed before it was accepted.
//
// Thread: the server's own.

#pragma once

#include <cstddef>
#include <list>

namespace projector::http {

class ConnectionBook {
 public:
  // Ends all traffic of a socket that stays open: its owner closes it then.
  using Shutdown = void (*)(int socket);

  struct Connection {
    int socket = -1;
    bool is_shut_down = false;  // Its owner has not noticed yet.
    std::list<Connection>::iterator place = {};
  };

  // Requires: connections_max > 0.
  ConnectionBook(std::size_t connections_max, Shutdown shutdown)
      : connections_max_(connections_max), shutdown_(shutdown) {}

  // Enters a new connection, and shuts the idlest one down where that makes more than allowed.
  Connection& opened(int socket);
  // A whole request came.
  void asked(const Connection& connection);
  // Requires: the socket is still open, so that its number is no other connection's.
  void closed(const Connection& connection);

 private:
  const std::size_t connections_max_;
  const Shutdown shutdown_;
  std::list<Connection> idlest_first_;
  std::list<Connection> shut_down_;
};

}  // namespace projector::http
