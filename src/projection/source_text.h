// Sources of values as the configuration writes them: "/pointer", "./relative", "@field",
// "=constant".

#pragma once

#include <string>
#include <string_view>

#include "column_rule.h"
#include "pointer_trie.h"

namespace projector {

// What a source may point into.
struct SourceScope {
  std::string_view topic_name;      // What "@topic" yields.
  PointerTrie* document = nullptr;  // Null: of a tombstone, which has none.
  PointerTrie* element = nullptr;   // Null: without `each`.
};

// Fills `source`, with the pointer's slot in its trie; returns an empty text, or what is wrong and
// how to write it right.
std::string read_source(std::string_view written, const SourceScope& scope, CellSource& source);

}  // namespace projector
