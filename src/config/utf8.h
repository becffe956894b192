// Texts that PostgreSQL, Kafka and JSON can take.

#pragma once

#include <cstddef>
#include <string_view>

namespace projector::config {

// The bytes at the front that are UTF-8 (RFC 3629): all of a sound text.
std::size_t count_utf8(std::string_view text);

}  // namespace projector::config
