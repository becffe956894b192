#include "secrets.h"

#include <algorithm>
#include <array>

namespace projector::config {
namespace {

// libpq: "postgresql://user:password@host" and "?password=", "&sslpassword=".
std::string hide_in_url(std::string url, std::size_t begin) {
  const std::size_t end = std::min(url.find_first_of("/?", begin), url.size());
  // Behind the last @: a password that was not escaped may have one too.
  const std::size_t at = url.rfind('@', end);
  if (at != std::string::npos && at > begin) {
    const std::size_t colon = url.find(':', begin);
    if (colon < at) url.replace(colon + 1, at - colon - 1, kHidden);
  }
  for (std::size_t name = url.find("password="); name != std::string::npos;
       name = url.find("password=", name + 1)) {
    const std::size_t value = url.find('=', name) + 1;
    url.replace(value, std::min(url.find('&', value), url.size()) - value, kHidden);
  }
  return url;
}

// The place behind a value of key=value pairs: in quotes, where a backslash takes the next
// character, or up to the next space.
std::size_t end_of_value(const std::string& pairs, std::size_t value) {
  const bool is_quoted = value < pairs.size() && pairs[value] == '\'';
  for (std::size_t i = is_quoted ? value + 1 : value; i < pairs.size(); ++i) {
    if (pairs[i] == '\\') {
      ++i;
    } else if (is_quoted && pairs[i] == '\'') {
      return i + 1;
    } else if (!is_quoted && pairs[i] == ' ') {
      return i;
    }
  }
  return pairs.size();
}

std::string hide_in_pairs(std::string pairs) {
  for (std::size_t name = pairs.find("password"); name != std::string::npos;
       name = pairs.find("password", name + 1)) {
    const std::size_t equals = pairs.find_first_not_of(' ', name + 8);
    if (equals == std::string::npos || pairs[equals] != '=') continue;
    const std::size_t value = pairs.find_first_not_of(' ', equals + 1);
    if (value == std::string::npos) break;
    pairs.replace(value, end_of_value(pairs, value) - value, kHidden);
  }
  return pairs;
}

}  // namespace

bool is_secret_property(std::string_view name) {
  // Of librdkafka's: sasl.password, ssl.key.password, ssl.keystore.password, ssl.key.pem, client
  // secrets and assertions of OAuth, whose config is a text that may hold one.
  constexpr std::array<std::string_view, 6> kWords = {
      "password", "secret", "passphrase", "private.key.pem", "ssl.key.pem", "oauthbearer.config"};
  return std::any_of(kWords.begin(), kWords.end(), [name](std::string_view word) {
    return name.find(word) != std::string_view::npos;
  });
}

std::string without_passwords(const std::string& url) {
  for (const std::string_view scheme : {"postgresql://", "postgres://"}) {
    if (url.starts_with(scheme)) return hide_in_url(url, scheme.size());
  }
  return hide_in_pairs(url);
}

}  // namespace projector::config
