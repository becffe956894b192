// The server's message as a reason that may be logged and kept in a dead letter.
//
// PostgreSQL puts values of the row into some messages ("invalid input syntax for type integer:
// "PASSENGER ONE""). Values are personal data, so only messages that are known to name nothing but
// tables, columns and constraints pass whole; of all others quoted parts are cut.

#pragma once

#include <string>
#include <string_view>

namespace projector::postgres {

// `message` as libpqxx and libpq give it in terse verbosity. One line, without values.
std::string reason_for(std::string_view sqlstate, std::string_view message);

}  // namespace projector::postgres
