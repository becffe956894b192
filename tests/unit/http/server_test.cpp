#include "projector/http/server.h"

#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "projector/base/startup_error.h"

#include "loopback_client.h"

namespace projector::http {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// What a handler was asked, as text: "/echo a=1 b=".
std::string described(const Request& request) {
  std::string text = request.path;
  for (const auto& [key, value] : request.queries)
    text.append(" ").append(key).append("=").append(value);
  return text;
}

Response too_busy(const Request& /*request*/) {
  return {.status = 429,
          .content_type = "application/json",
          .body = "{}",
          .headers = {{"Retry-After", "7"}}};
}

class ServerTest : public testing::Test {
 protected:
  std::string get(const std::string& path) { return LoopbackClient(server_.port()).get(path); }

  std::string exchange(const std::string& request) {
    LoopbackClient client(server_.port());
    client.send(request);
    return client.receive();
  }

  Server server_{
      "127.0.0.1:0",
      {{"/livez", [](const Request&) { return Response{.body = "ok\n"}; }},
       {"/echo", [](const Request& request) { return Response{.body = described(request)}; }},
       {"/constant", [](const Request&) { return Response{.constant_body = "always the same\n"}; }},
       {"/busy", too_busy},
       {"/broken", [](const Request&) -> Response { throw std::runtime_error("secret"); }}}};
};

TEST_F(ServerTest, AnswersGet) {
  EXPECT_THAT(get("/livez"), AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), EndsWith("\r\n\r\nok\n"),
                                   HasSubstr("\r\nContent-Type: text/plain; charset=utf-8\r\n")));
}

TEST_F(ServerTest, SendsWhatIsConstant) {
  EXPECT_THAT(get("/constant"), AllOf(HasSubstr("\r\nContent-Length: 16\r\n"),
                                      EndsWith("\r\n\r\nalways the same\n")));
}

TEST_F(ServerTest, SendsSecurityHeadersWithEveryAnswer) {
  const auto has_headers = AllOf(HasSubstr("\r\nX-Content-Type-Options: nosniff\r\n"),
                                 HasSubstr("\r\nCache-Control: no-store\r\n"));
  EXPECT_THAT(get("/livez"), has_headers);
  EXPECT_THAT(get("/unknown"), has_headers);
}

TEST_F(ServerTest, AnswersHeadWithTheHeadersOfGet) {
  LoopbackClient client(server_.port());
  client.send("HEAD /livez HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
  EXPECT_THAT(client.receive_all(),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("\r\nContent-Length: 3\r\n"),
                    EndsWith("\r\n\r\n")));
}

TEST_F(ServerTest, HandsStatusTypeAndHeadersOn) {
  EXPECT_THAT(get("/busy"),
              AllOf(StartsWith("HTTP/1.1 429 "), HasSubstr("\r\nRetry-After: 7\r\n"),
                    HasSubstr("\r\nContent-Type: application/json\r\n"), EndsWith("{}")));
}

TEST_F(ServerTest, HandsPathAndQueriesOn) {
  EXPECT_THAT(get("/echo?deny=403&empty=&bare&text=a%20b"),
              EndsWith("\r\n\r\n/echo bare= deny=403 empty= text=a b"));
}

TEST_F(ServerTest, CutsNothingAtAZeroByte) {
  EXPECT_THAT(get("/livez%00"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(get("/livez%00%2Fx"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(get("/echo?deny=403%00x&k%00=1"), EndsWith("\r\n\r\n/echo deny=403%00x k%00=1"));
}

TEST_F(ServerTest, AnswersAnUnknownPathWith404) {
  EXPECT_THAT(get("/unknown"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(ServerTest, HidesWhatAHandlerThrew) {
  EXPECT_THAT(get("/broken"), AllOf(StartsWith("HTTP/1.1 500 "), Not(HasSubstr("secret"))));
}

TEST_F(ServerTest, AllowsGetAndHeadOnly) {
  const auto is_refused = AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("\r\nAllow: GET, HEAD\r\n"));
  EXPECT_THAT(exchange("DELETE /livez HTTP/1.1\r\nHost: test\r\n\r\n"), is_refused);
  EXPECT_THAT(exchange("NONSENSE /livez HTTP/1.1\r\nHost: test\r\n\r\n"), is_refused);
  EXPECT_THAT(exchange("POST /livez HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\nabc"),
              is_refused);
}

TEST_F(ServerTest, RefusesAPostBeforeItsBodyCame) {
  EXPECT_THAT(exchange("POST /livez HTTP/1.1\r\nHost: test\r\nContent-Length: 1000000\r\n\r\n"),
              StartsWith("HTTP/1.1 405 "));
}

TEST_F(ServerTest, ReadsNoBody) {
  EXPECT_THAT(exchange("GET /livez HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n\r\nx"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(exchange("GET /livez HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
}

TEST_F(ServerTest, TakesNoBodyForTheNextRequest) {
  LoopbackClient client(server_.port());
  client.send(
      "GET /livez HTTP/1.1\r\nHost: test\r\nContent-Length: 40\r\n\r\n"
      "GET /echo HTTP/1.1\r\nHost: test\r\n\r\n");
  EXPECT_THAT(client.receive_all(), AllOf(StartsWith("HTTP/1.1 413 "), Not(HasSubstr("/echo"))));
}

TEST_F(ServerTest, AcceptsAnEmptyBody) {
  EXPECT_THAT(exchange("GET /livez HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n"),
              StartsWith("HTTP/1.1 200 "));
}

TEST_F(ServerTest, AnswersManyRequestsOnOneConnection) {
  LoopbackClient client(server_.port());
  for (int request = 0; request < 1000; ++request) {
    ASSERT_THAT(client.get("/livez"), EndsWith("\r\n\r\nok\n"));
  }
}

TEST_F(ServerTest, AnswersRequestsThatCameTogetherInTheirOrder) {
  LoopbackClient client(server_.port());
  client.send(
      "GET /echo?n=1 HTTP/1.1\r\nHost: test\r\n\r\n"
      "GET /echo?n=2 HTTP/1.1\r\nHost: test\r\n\r\n");
  EXPECT_THAT(client.receive(), EndsWith("n=1"));
  EXPECT_THAT(client.receive(), EndsWith("n=2"));
}

TEST(Server, SendsALargeBodyWhole) {
  const std::string body(3'000'000, 'x');
  const Server server("127.0.0.1:0",
                      {{"/metrics", [&](const Request&) { return Response{.body = body}; }}});
  EXPECT_THAT(LoopbackClient(server.port()).get("/metrics"), EndsWith("\r\n\r\n" + body));
}

TEST(Server, RefusesAnAddressThatIsTaken) {
  const Server first("127.0.0.1:0", {});
  EXPECT_THROW(Server("127.0.0.1:" + std::to_string(first.port()), {}), StartupError);
}

TEST(Server, TakesItsOwnPortAgainAfterItStopped) {
  std::string address;
  {
    const Server first("127.0.0.1:0", {});
    address = "127.0.0.1:" + std::to_string(first.port());
    LoopbackClient(first.port()).get("/");
  }
  EXPECT_NO_THROW(Server(address, {}));
}

}  // namespace
}  // namespace projector::http
