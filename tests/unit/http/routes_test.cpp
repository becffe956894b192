#include "http/routes.h"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace projector::http {
namespace {

Handler answers(const std::string& text) {
  return [text](const Request&) { return Response{.body = text}; };
}

Handler throws_secret() {
  return [](const Request&) -> Response { throw std::runtime_error("secret"); };
}

// "page" from "/", "metrics" from "/metrics", "admission" from "/admission/".
std::string answer_of(const std::string& path) {
  const Routes routes({{"/", answers("page")},
                       {"/metrics", answers("metrics")},
                       {"/admission/", answers("admission")},
                       {"/broken", throws_secret()}});
  const Response response = routes.answer({.path = path, .queries = {}});
  return std::to_string(response.status) + " " + response.body;
}

TEST(Routes, FindAnExactPath) {
  EXPECT_EQ(answer_of("/"), "200 page");
  EXPECT_EQ(answer_of("/metrics"), "200 metrics");
}

TEST(Routes, ServeWhatLiesBelowAFolder) {
  EXPECT_EQ(answer_of("/admission/booking-export"), "200 admission");
  EXPECT_EQ(answer_of("/admission/"), "200 admission");
  EXPECT_EQ(answer_of("/admission/a/b/c"), "200 admission");
}

TEST(Routes, DoNotTakeAFolderForAPath) { EXPECT_EQ(answer_of("/admission"), "404 not found\n"); }

TEST(Routes, DoNotTakeAPathForAFolder) {
  EXPECT_EQ(answer_of("/metrics/x"), "404 not found\n");
  EXPECT_EQ(answer_of("/metricsx"), "404 not found\n");
}

TEST(Routes, ServeNothingBelowThePage) {
  EXPECT_EQ(answer_of("/unknown"), "404 not found\n");
  EXPECT_EQ(answer_of("/../etc/passwd"), "404 not found\n");
}

TEST(Routes, RefuseWhatIsNoPath) {
  EXPECT_EQ(answer_of(""), "404 not found\n");
  EXPECT_EQ(answer_of("*"), "404 not found\n");
}

TEST(Routes, HideWhatAHandlerThrew) { EXPECT_EQ(answer_of("/broken"), "500 internal error\n"); }

}  // namespace
}  // namespace projector::http
