// Where a key belongs that stands in a wrong place, as it does when a line is indented wrongly.

#pragma once

#include <string>
#include <string_view>

namespace projector::config {

// `it belongs to "flow"`, with all places that have such a key; nothing where none has.
std::string homes_of(std::string_view key);

}  // namespace projector::config
