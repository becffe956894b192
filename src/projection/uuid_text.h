// UUIDs as PostgreSQL's cast reads them: hyphens after any group of four digits, braces, any case.

#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace projector {

using UuidText = std::array<char, 36>;

// In the form that PostgreSQL writes: lower case, 8-4-4-4-12. nullopt where it is none.
std::optional<UuidText> read_uuid(std::string_view text);

}  // namespace projector
