// Sources of values as the configuration writes them: "/pointer", "@field", "=constant".

#pragma once

#include <string>
#include <string_view>

#include "column_rule.h"
#include "pointer_trie.h"

namespace projector {

// Fills `source`, with the pointer's slot in `pointers`; returns an empty text, or what is wrong
// and how to write it right. `topic_name` is what "@topic" yields.
std::string read_source(std::string_view written, std::string_view topic_name,
                        PointerTrie& pointers, CellSource& source);

}  // namespace projector
