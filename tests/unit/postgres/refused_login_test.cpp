#include "postgres/refused_login.h"

#include <string>

#include <gtest/gtest.h>

namespace projector::postgres {
namespace {

constexpr const char* kPlace = "connection to server at \"db\" (10.0.0.7), port 5432 failed: ";

std::string said(const std::string& text) { return kPlace + text; }

// As PostgreSQL 15 and 17 and their libpq say it.
TEST(RefusedLogin, IsForGoodWhereSomebodyMustAllowIt) {
  EXPECT_TRUE(is_refused_for_good(said("FATAL:  password authentication failed for user \"p\"")));
  EXPECT_TRUE(is_refused_for_good(said("FATAL:  role \"p\" does not exist")));
  EXPECT_TRUE(is_refused_for_good(
      said("FATAL:  no pg_hba.conf entry for host \"10.0.0.9\", user \"p\", database \"h\"")));
  EXPECT_TRUE(
      is_refused_for_good(said("FATAL:  pg_hba.conf rejects connection for host "
                               "\"10.0.0.9\", user \"p\", database \"h\", no encryption")));
  EXPECT_TRUE(is_refused_for_good(said("FATAL:  connection requires a valid client certificate")));
  EXPECT_TRUE(is_refused_for_good(said("fe_sendauth: no password supplied")));
}

TEST(RefusedLogin, IsNotForGoodWhereItPasses) {
  EXPECT_FALSE(is_refused_for_good(said("Connection refused")));
  EXPECT_FALSE(is_refused_for_good(said("FATAL:  the database system is starting up")));
  EXPECT_FALSE(is_refused_for_good(said("FATAL:  sorry, too many clients already")));
  EXPECT_FALSE(is_refused_for_good(said("SSL error: certificate verify failed")));
}

TEST(RefusedLogin, IsAboutTlsWhereCertificatesOrModesDiffer) {
  EXPECT_TRUE(is_about_tls(said("SSL error: certificate verify failed")));
  EXPECT_TRUE(
      is_about_tls("server certificate for \"localhost\" does not match host name \"127.0.0.1\""));
  EXPECT_TRUE(is_about_tls("server does not support SSL, but SSL was required"));
  EXPECT_TRUE(is_about_tls(said("FATAL:  connection requires a valid client certificate")));
}

TEST(RefusedLogin, IsNotAboutTlsWhereTheConnectionBroke) {
  EXPECT_FALSE(is_about_tls(said("SSL SYSCALL error: EOF detected")));
  EXPECT_FALSE(is_about_tls(said("Connection refused")));
}

}  // namespace
}  // namespace projector::postgres
