#include "postgres/sqlstate.h"

namespace projector::postgres {

std::string sqlstate_of(const pqxx::sql_error& error) {
  // libpqxx 7.10 drops the state of this one exception.
  if (dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr) {
    return kInsufficientPrivilege;
  }
  return error.sqlstate();
}

}  // namespace projector::postgres
