#include "projector/postgres/url_check.h"

#include <string>

#include <gtest/gtest.h>

namespace projector::postgres {
namespace {

// Empty where there is nothing to say.
std::string found(const std::string& url) {
  Options options;
  options.url = url;
  const std::vector<StartupFinding> findings = check_url(options);
  if (findings.empty()) return {};
  EXPECT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].option, "postgres.url");
  EXPECT_FALSE(findings[0].is_unavailable);
  return findings[0].message;
}

TEST(UrlCheck, TakesWhatLibpqTakes) {
  EXPECT_EQ(found("postgresql://p@db:5432/h"), "");
  EXPECT_EQ(found("postgresql://p@db/h?sslmode=verify-full"), "");
  EXPECT_EQ(found("postgresql://p@one:5432,two:65535/h"), "");
  EXPECT_EQ(found("postgresql://p@one,two:5433/h"), "");
  EXPECT_EQ(found("postgresql://p@[::1]:5432/h"), "");
  EXPECT_EQ(found("postgresql://p@/h?host=/run/postgresql"), "");
  EXPECT_EQ(found("host=db port=5432 user=p dbname=h password='port=none'"), "");
}

TEST(UrlCheck, RefusesAPortThatIsNone) {
  const std::string why =
      "postgres.url: a port is a number from 1 to 65535, and '/' in a password is %2F";
  EXPECT_EQ(found("postgresql://p@db:54x2/h"), why);
  EXPECT_EQ(found("postgresql://p@db:0/h"), why);
  EXPECT_EQ(found("postgresql://p@db:65536/h"), why);
  EXPECT_EQ(found("postgresql://p@one:5432,two:-1/h"), why);
  EXPECT_EQ(found("postgresql://p@db/h?port=five"), why);
  EXPECT_EQ(found("host=db port=five"), why);
  EXPECT_EQ(found("postgresql://p:hunter/2@db/h"), why);
}

TEST(UrlCheck, RefusesWhatLibpqCannotReadAndShowsNoneOfIt) {
  const std::string message = found("postgresql://p:hunter2@db/h?sslmod=verify-full");

  EXPECT_NE(message.find("is not a connection URL"), std::string::npos) << message;
  EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
}

}  // namespace
}  // namespace projector::postgres
