#include "http/listen_socket.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "projector/base/startup_error.h"

namespace projector::http {
namespace {

using testing::HasSubstr;

// The message with which an address is refused; empty if it is not.
std::string refusal_of(const std::string& address) {
  try {
    const ListenSocket socket(address);
  } catch (const StartupError& error) {
    EXPECT_EQ(error.code(), ExitCode::kConfiguration);
    return error.what();
  }
  return "";
}

std::string parsed(const std::string& text) {
  const Address address = parse_address(text);
  return address.host + " " + address.port;
}

TEST(Address, IsHostAndPort) { EXPECT_EQ(parsed("127.0.0.1:9464"), "127.0.0.1 9464"); }

TEST(Address, MayBeAName) { EXPECT_EQ(parsed("localhost:0"), "localhost 0"); }

TEST(Address, HasBracketsAroundIpv6) {
  EXPECT_EQ(parsed("[::1]:9464"), "::1 9464");
  EXPECT_EQ(parsed("[::]:9464"), ":: 9464");
}

TEST(Address, NeedsAPort) {
  EXPECT_EQ(refusal_of("localhost"),
            "cannot listen on localhost: a port is missing: write host:port");
}

TEST(Address, NeedsAHost) {
  EXPECT_THAT(refusal_of(":9464"), HasSubstr("a host is missing"));
  EXPECT_THAT(refusal_of(""), HasSubstr("a port is missing"));
}

TEST(Address, RefusesIpv6WithoutBrackets) {
  EXPECT_THAT(refusal_of("::1:9464"), HasSubstr("write [::1]:port"));
}

TEST(Address, RefusesWhatIsNoPort) {
  EXPECT_THAT(refusal_of("localhost:65536"), HasSubstr("\"65536\" is no port"));
  EXPECT_THAT(refusal_of("localhost:-1"), HasSubstr("\"-1\" is no port"));
  EXPECT_THAT(refusal_of("localhost:"), HasSubstr("\"\" is no port"));
  EXPECT_THAT(refusal_of("localhost:http"), HasSubstr("\"http\" is no port"));
  EXPECT_THAT(refusal_of("localhost:80x"), HasSubstr("\"80x\" is no port"));
}

TEST(Address, AcceptsTheLastPort) { EXPECT_EQ(parsed("localhost:65535"), "localhost 65535"); }

TEST(ListenSocket, TakesAFreePort) {
  const ListenSocket first("127.0.0.1:0");
  const ListenSocket second("127.0.0.1:0");
  EXPECT_NE(first.port(), 0);
  EXPECT_NE(first.port(), second.port());
}

TEST(ListenSocket, NamesTheAddressThatIsTakenAndTheRemedy) {
  const ListenSocket first("127.0.0.1:0");
  const std::string address = "127.0.0.1:" + std::to_string(first.port());
  EXPECT_EQ(refusal_of(address),
            "cannot listen on " + address +
                ": another process listens there; set http.admin or http.admission to an address "
                "that is free here");
}

TEST(ListenSocket, RefusesAnAddressOfAnotherMachine) {
  EXPECT_THAT(refusal_of("192.0.2.1:9464"), HasSubstr("this machine has no such address"));
}

TEST(ListenSocket, RefusesAHostThatIsNone) {
  EXPECT_THAT(refusal_of("not a host:9464"), HasSubstr("\"not a host\" is no address"));
}

TEST(ListenSocket, GivesThePortBackWhenItEnds) {
  std::uint16_t port = 0;
  {
    const ListenSocket first("127.0.0.1:0");
    port = first.port();
  }
  EXPECT_EQ(refusal_of("127.0.0.1:" + std::to_string(port)), "");
}

}  // namespace
}  // namespace projector::http
