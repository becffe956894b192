// Bytes as PostgreSQL's cast to bytea reads them: "\x0aff", or text with its escapes (\\ and \ooo).

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace projector {

// How many bytes the text stands for; nullopt where PostgreSQL refuses it.
std::optional<std::size_t> count_bytea(std::string_view text);

// Writes the hex form in lower case, which has 2 + 2 * count_bytea(text) characters.
// Requires: count_bytea() has a value.
void write_bytea(std::string_view text, char* hex);

}  // namespace projector
