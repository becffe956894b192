// What was probably meant by a quantity that is none: people write "90 seconds", "4MB", "1.5s" and
// leave units out.

#pragma once

#include <string>
#include <string_view>

namespace projector::config {

// As a remedy: `did you mean "90s"?` or an example.
std::string duration_hint(std::string_view text);
std::string bytes_hint(std::string_view text);
std::string rate_hint(std::string_view text);
std::string count_hint(std::string_view text);
std::string flag_hint(std::string_view text);

}  // namespace projector::config
