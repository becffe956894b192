// The SQLSTATE of a refusal, also where libpqxx does not hand it on.

#pragma once

#include <string>

#include <pqxx/pqxx>

namespace projector::postgres {

inline constexpr const char* kInsufficientPrivilege = "42501";

// Empty where the server gave none.
std::string sqlstate_of(const pqxx::sql_error& error);

}  // namespace projector::postgres
