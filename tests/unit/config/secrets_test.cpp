#include "secrets.h"

#include <gtest/gtest.h>

namespace projector::config {
namespace {

TEST(Secrets, AreHiddenInUrls) {
  EXPECT_EQ(without_passwords("postgresql://p:hunter2@db:5432/h"), "postgresql://p:***@db:5432/h");
  EXPECT_EQ(without_passwords("postgres://p:a@b:c@db/h?sslmode=require"),
            "postgres://p:***@db/h?sslmode=require");
  EXPECT_EQ(without_passwords("postgresql://db/h?user=p&password=hunter2&sslmode=require"),
            "postgresql://db/h?user=p&password=***&sslmode=require");
  EXPECT_EQ(without_passwords("postgresql://db/h?sslpassword=hunter2"),
            "postgresql://db/h?sslpassword=***");
  EXPECT_EQ(without_passwords("postgresql://db?user=p&pass%77ord=hunter2&port=1"),
            "postgresql://db?user=p&pass%77ord=***&port=1");
}

// libpq reads the first two; the others are passwords that somebody forgot to escape.
TEST(Secrets, AreHiddenInUrlsWhateverStandsInThem) {
  EXPECT_EQ(without_passwords("postgresql://p:hun?ter2@db/h"), "postgresql://p:***@db/h");
  EXPECT_EQ(without_passwords("postgresql://p:h?a=b@db/h?user=x@y"),
            "postgresql://p:***@db/h?user=x@y");
  EXPECT_EQ(without_passwords("postgresql://p:hun/ter2@db/h"), "postgresql://p:***@db/h");
  EXPECT_EQ(without_passwords("postgresql://p:hun/te@r2@db/h"), "postgresql://p:***@db/h");
  EXPECT_EQ(without_passwords("postgresql://p:h?/2@db/h?user=x@y"),
            "postgresql://p:***@db/h?user=x@y");
}

TEST(Secrets, LeaveUrlsWithoutThemAlone) {
  for (const char* const url : {"postgresql://p@db:5432/h", "postgresql://db:5432/h",
                                "postgresql:///h?host=/run/postgresql", "host=db dbname=h", "",
                                "postgresql://db:5432/h?user=p@x", "postgresql://@db:5432/h"}) {
    EXPECT_EQ(without_passwords(url), url);
  }
}

TEST(Secrets, AreHiddenInPairs) {
  EXPECT_EQ(without_passwords("host=db password=hunter2 dbname=h"),
            "host=db password=*** dbname=h");
  EXPECT_EQ(without_passwords("password = 'hun ter\\'2' dbname=h"), "password = *** dbname=h");
  EXPECT_EQ(without_passwords("dbname=h password=hun\\ ter2"), "dbname=h password=***");
  EXPECT_EQ(without_passwords("password='never closed"), "password=***");
  EXPECT_EQ(without_passwords("password\t=\nhunter2\ndbname=h"), "password\t=\n***\ndbname=h");
}

TEST(Secrets, AreSomePropertiesOfLibrdkafka) {
  EXPECT_TRUE(is_secret_property("sasl.password"));
  EXPECT_TRUE(is_secret_property("ssl.key.password"));
  EXPECT_TRUE(is_secret_property("ssl.key.pem"));
  EXPECT_TRUE(is_secret_property("sasl.oauthbearer.client.secret"));
  EXPECT_FALSE(is_secret_property("sasl.username"));
  EXPECT_FALSE(is_secret_property("ssl.key.location"));
}

}  // namespace
}  // namespace projector::config
