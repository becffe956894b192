// Numbers as people say them: "3,012", "4 min 10 s". Rounded; to be read, not to be read back.

#pragma once

#include <string>

namespace projector {

// With thousands separators; below ten with one decimal where there is one: "0.4", "9", "3,012".
std::string spoken_number(double number);
// "3,012/s".
std::string spoken_rate(double per_second);
// The two largest units that matter: "9 ms", "1.2 s", "48 s", "4 min 10 s", "2 h 5 min", "3 d".
std::string spoken_seconds(double seconds);
// "85 %".
std::string spoken_share(double share);

}  // namespace projector
