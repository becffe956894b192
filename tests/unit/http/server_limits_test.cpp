// What strangers send: too much, too little, nonsense. Nobody's probe may suffer from it.

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "projector/http/server.h"

#include "loopback_client.h"

namespace projector::http {
namespace {

using testing::AnyOf;
using testing::EndsWith;

class ServerLimitsTest : public testing::Test {
 protected:
  std::string probe() { return LoopbackClient(server_.port()).get("/livez"); }

  // The status with which the server refused; empty where it just closed.
  std::string refusal_of(const std::string& request) {
    LoopbackClient client(server_.port());
    client.send(request);
    const std::string response = client.receive_all();
    return response.empty() ? "" : response.substr(response.find(' ') + 1, 3);
  }

  std::vector<LoopbackClient> open_half_sent(int count) {
    std::vector<LoopbackClient> clients;
    for (int client = 0; client < count; ++client) {
      clients.emplace_back(server_.port());
      clients.back().send("GET /livez HTTP/1.1\r\nHost: te");
    }
    return clients;
  }

  Server server_{"127.0.0.1:0",
                 {{"/livez", [](const Request&) { return Response{.body = "ok\n"}; }}}};
};

TEST_F(ServerLimitsTest, RefusesARequestLineThatIsNone) {
  EXPECT_THAT(refusal_of("NONSENSE\r\n\r\n"), AnyOf("400", ""));
  EXPECT_THAT(probe(), EndsWith("ok\n"));
}

TEST_F(ServerLimitsTest, RefusesARequestWithoutHost) {
  EXPECT_EQ(refusal_of("GET /livez HTTP/1.1\r\n\r\n"), "400");
}

TEST_F(ServerLimitsTest, RefusesAnUnknownVersion) {
  EXPECT_EQ(refusal_of("GET /livez HTTP/9.9\r\nHost: test\r\n\r\n"), "505");
}

TEST_F(ServerLimitsTest, SurvivesBytesThatAreNoText) {
  std::string bytes(3000, '\0');
  for (std::size_t at = 0; at < bytes.size(); ++at) bytes[at] = static_cast<char>(at * 37 % 256);
  refusal_of(bytes + "\r\n\r\n");
  EXPECT_THAT(probe(), EndsWith("ok\n"));
}

TEST_F(ServerLimitsTest, RefusesHeadersThatAreTooLarge) {
  EXPECT_EQ(refusal_of("GET /livez HTTP/1.1\r\nHost: test\r\nX: " + std::string(20'000, 'x')),
            "431");
  EXPECT_THAT(probe(), EndsWith("ok\n"));
}

TEST_F(ServerLimitsTest, RefusesAPathThatIsTooLong) {
  EXPECT_EQ(refusal_of("GET /" + std::string(20'000, 'x')), "414");
  EXPECT_THAT(probe(), EndsWith("ok\n"));
}

TEST_F(ServerLimitsTest, SurvivesHeadersWithoutEnd) {
  LoopbackClient client(server_.port());
  const std::string headers = "X-Many: " + std::string(1000, 'x') + "\r\n";
  client.send("GET /livez HTTP/1.1\r\n");
  bool is_open = true;
  for (int sent = 0; is_open && sent < 10'000; ++sent) is_open = client.send(headers);
  EXPECT_FALSE(is_open);
  EXPECT_THAT(probe(), EndsWith("ok\n"));
}

TEST_F(ServerLimitsTest, AnswersProbesAmongTwoHundredHalfSentRequests) {
  const auto clients = open_half_sent(200);
  for (int request = 0; request < 50; ++request) ASSERT_THAT(probe(), EndsWith("ok\n"));
}

TEST_F(ServerLimitsTest, FinishesARequestWhoseRestComesLater) {
  auto clients = open_half_sent(200);
  for (auto& client : clients) {
    client.send("st\r\n\r\n");
    ASSERT_THAT(client.receive(), EndsWith("ok\n"));
  }
}

TEST_F(ServerLimitsTest, StopsWhileRequestsAreHalfSent) {
  const auto clients = open_half_sent(200);
  probe();  // Later than all of them: the server has accepted them.
}

TEST_F(ServerLimitsTest, AnswersProbesAmongMoreHalfSentRequestsThanItKeeps) {
  const auto clients = open_half_sent(1000);
  for (int request = 0; request < 50; ++request) ASSERT_THAT(probe(), EndsWith("ok\n"));
}

TEST_F(ServerLimitsTest, AnswersAfterAThousandClientsLeftTheirRequestsHalfSent) {
  open_half_sent(1000);
  for (int request = 0; request < 50; ++request) ASSERT_THAT(probe(), EndsWith("ok\n"));
}

TEST_F(ServerLimitsTest, KeepsTheConnectionOnWhichRequestsCome) {
  LoopbackClient busy(server_.port());
  for (int round = 0; round < 10; ++round) {
    ASSERT_THAT(busy.get("/livez"), EndsWith("ok\n"));
    open_half_sent(100);
    // Connections are taken in their order: once this one is answered, all the others were taken.
    ASSERT_THAT(probe(), EndsWith("ok\n"));
  }
}

TEST(ServerLimits, GivesUpTheOldestOfTheAnswersThatNobodyReads) {
  // More than sockets hold, and together more than the server keeps.
  const std::string body(std::size_t{14} << 20, 'x');
  const Server server("127.0.0.1:0",
                      {{"/metrics", [&](const Request&) { return Response{.body = body}; }}});
  std::vector<LoopbackClient> clients;
  for (int client = 0; client < 6; ++client) {
    clients.emplace_back(server.port());
    clients.back().send("GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n");
    ASSERT_THAT(clients.back().receive(/*has_body=*/false), EndsWith("\r\n\r\n"));
  }
  EXPECT_LT(clients.front().receive_all().size(), body.size());
  EXPECT_GT(LoopbackClient(server.port()).get("/metrics").size(), body.size());
}

}  // namespace
}  // namespace projector::http
