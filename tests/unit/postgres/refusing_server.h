// A server that lets one client in, and answers whatever it asks with the same refusal.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace projector::postgres {

class RefusingServer {
 public:
  explicit RefusingServer(std::string sqlstate)
      : sqlstate_(std::move(sqlstate)), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    auto* const address = reinterpret_cast<sockaddr*>(&address_);
    EXPECT_EQ(bind(listener_, address, size), 0);
    EXPECT_EQ(getsockname(listener_, address, &size), 0);
    EXPECT_EQ(listen(listener_, 1), 0);
    thread_ = std::thread([this] { serve(); });
  }
  // Ends the waiting for a client, too. Requires: the client is gone.
  ~RefusingServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  RefusingServer(const RefusingServer&) = delete;
  RefusingServer& operator=(const RefusingServer&) = delete;

  std::string url() const {
    return "postgresql://user@127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) +
           "/db?sslmode=disable&gssencmode=disable&connect_timeout=30";
  }

 private:
  // A message of the protocol: its kind, its length with that of the length, its text.
  static std::string message(char kind, std::string_view text) {
    const auto length = static_cast<std::uint32_t>(text.size() + sizeof(std::uint32_t));
    std::string bytes(1, kind);
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      bytes += static_cast<char>((length >> shift) & 0xFFU);
    }
    return bytes.append(text);
  }

  void serve() {
    using std::string_literals::operator""s;
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) return;
    const std::string is_ready = message('Z', "I");
    read_some(client);  // Who wants in, and where: anybody may.
    say(client, message('R', "\0\0\0\0"s) + message('S', "server_version\0"s + "15.0\0"s) +
                    message('S', "client_encoding\0UTF8\0"s) + is_ready);
    while (read_some(client)) {
      say(client, message('E', "SERROR\0VERROR\0C"s + sqlstate_ + "\0Mno\0\0"s) + is_ready);
    }
    close(client);
  }

  // What a client says before it waits for an answer is small, and comes at once.
  static bool read_some(int client) {
    std::array<char, 4096> buffer{};
    return recv(client, buffer.data(), buffer.size(), 0) > 0;
  }
  static void say(int client, const std::string& bytes) {
    static_cast<void>(send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0);
  }

  const std::string sqlstate_;
  const int listener_;
  sockaddr_in address_{};
  std::thread thread_;
};

}  // namespace projector::postgres
