#include "postgres/refused_login.h"

#include <algorithm>
#include <array>
#include <span>

namespace projector::postgres {
namespace {

constexpr std::array<std::string_view, 10> kForGood = {
    "password authentication failed",
    "no password supplied",
    "authentication failed for user",
    "no pg_hba.conf entry",
    "pg_hba.conf rejects connection",
    "connection requires a valid client certificate",
    "permission denied for database",
    "is not permitted to log in",
    "\" does not exist",
    "is not currently accepting connections",
};

// A connection that broke says "SSL SYSCALL error", and is none of these.
constexpr std::array<std::string_view, 3> kTls = {
    "certificate",
    "SSL error: ",
    "does not support SSL",
};

bool has_any(std::string_view message, std::span<const std::string_view> texts) {
  return std::ranges::any_of(
      texts, [&](std::string_view text) { return message.find(text) != std::string_view::npos; });
}

}  // namespace

bool is_refused_for_good(std::string_view message) { return has_any(message, kForGood); }

bool is_about_tls(std::string_view message) { return has_any(message, kTls); }

}  // namespace projector::postgres
