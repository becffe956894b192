// Bodies on their way to their clients. Whoever reads slowly keeps an answer in memory, and whoever
// asks on many connections keeps as many: where all together are more than allowed, those that have
// been on their way for the longest time are given up.
//
// Thread: the server's own.

#pragma once

#include <cstddef>
#include <list>
#include <string>

namespace projector::http {

class BodyBook {
 public:
  // Ends all traffic of a socket that stays open: its owner closes it then.
  using Shutdown = void (*)(int socket);

  struct Body {
    BodyBook& book;
    const int socket;
    std::string text;
    bool is_given_up = false;  // Its owner has not noticed yet.
    std::list<Body>::iterator place = {};
  };

  BodyBook(std::size_t bytes_max, Shutdown shutdown) : bytes_max_(bytes_max), shutdown_(shutdown) {}

  BodyBook(const BodyBook&) = delete;
  BodyBook& operator=(const BodyBook&) = delete;

  // Keeps the body until it has ended. It is sent whatever its size is: others are given up for it.
  Body& began(int socket, std::string text);
  // It was sent, or its connection is closing. Requires: the socket is still open.
  void ended(const Body& body);

 private:
  void give_up_oldest();

  const std::size_t bytes_max_;
  const Shutdown shutdown_;
  std::list<Body> oldest_first_;
  std::size_t bytes_ = 0;  // Of these.
  std::list<Body> given_up_;
};

}  // namespace projector::http
