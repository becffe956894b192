#include "secrets.h"

#include <algorithm>
#include <array>

namespace projector::config {
namespace {

// libpq's, between the words of pairs.
constexpr std::string_view kSpaces = " \t\n\v\f\r";

// Where "?name=" begins, at or behind `begin`, or the end. A question mark in a password that was
// not escaped is not followed by a name.
std::size_t query_of(const std::string& url, std::size_t begin) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz_";
  for (std::size_t mark = url.find('?', begin); mark != std::string::npos;
       mark = url.find('?', mark + 1)) {
    const std::size_t end = url.find_first_not_of(kLetters, mark + 1);
    if (end != std::string::npos && end > mark + 1 && url[end] == '=') return mark;
  }
  return url.size();
}

// The @ behind user and password, which libpq looks for before the first slash. A password that was
// not escaped may have one too, or a slash, so the last one before the query counts.
std::size_t end_of_credentials(const std::string& url, std::size_t begin) {
  const std::size_t first = url.find_first_of("@/", begin);
  if (first == std::string::npos) return first;
  const std::size_t query = query_of(url, url[first] == '@' ? first : begin);
  const std::size_t last = url.rfind('@', query);
  return last > begin ? last : std::string::npos;
}

// libpq: "postgresql://user:password@host" and "?password=", "&sslpassword=". A name with escapes
// may be one of them.
std::string hide_in_url(std::string url, std::size_t begin) {
  const std::size_t at = end_of_credentials(url, begin);
  if (at != std::string::npos) {
    const std::size_t colon = url.find(':', begin);
    if (colon < at) url.replace(colon + 1, at - colon - 1, kHidden);
  }
  for (std::size_t equals = url.find('=', begin); equals != std::string::npos;
       equals = url.find('=', equals + 1)) {
    const std::size_t mark = url.find_last_of("?&", equals);
    const std::size_t first = mark == std::string::npos ? begin : mark + 1;
    const std::string_view name = std::string_view(url).substr(first, equals - first);
    const bool is_shown =
        name.find("password") == std::string_view::npos && name.find('%') == std::string_view::npos;
    if (is_shown) continue;
    const std::size_t value = equals + 1;
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
    } else if (!is_quoted && kSpaces.find(pairs[i]) != std::string_view::npos) {
      return i;
    }
  }
  return pairs.size();
}

std::string hide_in_pairs(std::string pairs) {
  constexpr std::string_view kName = "password";
  for (std::size_t name = pairs.find(kName); name != std::string::npos;
       name = pairs.find(kName, name + 1)) {
    const std::size_t equals = pairs.find_first_not_of(kSpaces, name + kName.size());
    if (equals == std::string::npos || pairs[equals] != '=') continue;
    const std::size_t value = pairs.find_first_not_of(kSpaces, equals + 1);
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
