#include "projector/http/client.h"

#include <gtest/gtest.h>

#include "projector/http/server.h"

namespace projector::http {
namespace {

constexpr auto kTimeout = std::chrono::seconds(5);

TEST(HttpClient, ReadsUrls) {
  const auto url = parse_url("http://10.0.0.7:9464/base/");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->host + " " + url->port + " " + url->path, "10.0.0.7 9464 /base");
  EXPECT_EQ(parse_url("localhost:9464")->host, "localhost");
  EXPECT_EQ(parse_url("http://[::1]:9464")->host, "::1");
  EXPECT_EQ(parse_url("http://pod")->port, "80");
}

TEST(HttpClient, RefusesWhatIsNoUrlOfOurs) {
  for (const char* text : {"", "https://pod:9464", "http://", "http://pod:", "http://pod:x",
                           "http://pod:70000", "http://[::1", "http://u@pod", "http://pod name"}) {
    EXPECT_FALSE(parse_url(text).has_value()) << text;
  }
}

TEST(HttpClient, GetsWhatTheServerSays) {
  const Server server("127.0.0.1:0", {{"/explain", [](const Request& request) {
                                         return Response{.body = "format " +
                                                                 request.queries.at("format") +
                                                                 std::string(100'000, 'x')};
                                       }}});
  const Url url{"127.0.0.1", std::to_string(server.port()), ""};

  const Answer answer = get(url, "/explain?format=json", kTimeout);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "format json" + std::string(100'000, 'x'));
  EXPECT_EQ(get(url, "/nowhere", kTimeout).status, 404);
}

TEST(HttpClient, SaysWhyThereIsNoAnswer) {
  std::string port;
  {
    const Server server("127.0.0.1:0", {});
    port = std::to_string(server.port());
  }

  const Answer refused = get({"127.0.0.1", port, ""}, "/explain", kTimeout);
  EXPECT_EQ(refused.status, 0);
  EXPECT_EQ(refused.body, "Connection refused");
}

TEST(HttpClient, WaitsNoLongerThanItsTimeout) {
  const Server server("127.0.0.1:0", {});
  const Url url{"127.0.0.1", std::to_string(server.port()), ""};

  const Answer late = get(url, "/explain", std::chrono::milliseconds(0));
  EXPECT_EQ(late.status, 0);
  EXPECT_FALSE(late.body.empty());
}

}  // namespace
}  // namespace projector::http
