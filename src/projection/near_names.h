// Which names of a table were probably meant.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace projector {

// The nearest few of `names`, as a list for a message; nearest first.
std::string nearest_names(std::string_view wanted, std::vector<std::string> names);

}  // namespace projector
