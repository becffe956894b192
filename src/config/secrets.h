// What must not be shown, wherever a configuration is: in messages, reports and logs.

#pragma once

#include <string>
#include <string_view>

namespace projector::config {

inline constexpr std::string_view kHidden = "***";

// Whether the value of this property of librdkafka is one: passwords, private keys, client secrets.
bool is_secret_property(std::string_view name);

// A connection URL, or key=value pairs of libpq, with the passwords in it hidden.
std::string without_passwords(const std::string& url);

}  // namespace projector::config
