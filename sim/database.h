// Connections to PostgreSQL, with errors that name the place and the remedy.

#pragma once

#include <exception>
#include <functional>
#include <string>

#include <pqxx/pqxx>

#include "sim/fold.h"

namespace harbor {

// Throws Unavailable.
pqxx::connection connect(const std::string& url);

// Quotes `table` or `schema.table` for use in SQL.
std::string quoted_table(const pqxx::connection& connection, const std::string& table);

// What the server or libpq says about a failure, as whole lines.
std::string lines_of(const std::exception& error);

// Throws Unavailable when the table or one of its columns is not there.
void check_manifest(pqxx::connection& connection, const std::string& table);

// Shows every row of the manifest to `take`, streaming: the table is never held in memory.
// Throws Unavailable.
void read_manifest(pqxx::connection& connection, const std::string& table,
                   const std::function<void(const RowKey&, const PassengerRow&)>& take);

}  // namespace harbor
