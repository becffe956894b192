// JSON Schema of the types that options have.

#pragma once

#include <string_view>
#include <vector>

#include "description.h"
#include "effective_tree.h"

namespace projector::config {

// Takes "${NAME}" too, which stands for a value that only the daemon knows.
Tree type_schema(OptionType type, const Range& range, const std::vector<std::string_view>& words);

// What these refer to.
Tree type_definitions();

// An object of no other properties than those that are put in.
Tree closed_object();

// A reference to a definition.
Tree reference(std::string_view definition);

}  // namespace projector::config
