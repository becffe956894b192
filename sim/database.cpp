#include "sim/database.h"

#include <limits>
#include <optional>

#include "sim/errors.h"
#include "sim/text.h"

namespace harbor {
namespace {

// SQL has times without an end that no event can bear; they must only differ from all others.
constexpr std::int64_t kInfinite = std::numeric_limits<std::int64_t>::min();

std::string as_microseconds(const std::string& column) {
  return "CASE WHEN isfinite(" + column + ") THEN (extract(epoch FROM " + column +
         ") * 1000000)::bigint WHEN " + column + " IS NOT NULL THEN " +
         "(-9223372036854775808) END";
}

std::optional<Instant> to_instant(std::optional<std::int64_t> microseconds) {
  if (!microseconds) return std::nullopt;
  if (*microseconds == kInfinite) return Instant::min();
  return Instant(std::chrono::microseconds(*microseconds));
}

// A URL, or `name=value` words, that says `name` where it did not say so already.
std::string with_default(const std::string& url, const std::string& name,
                         const std::string& value) {
  if (url.find(name + "=") != std::string::npos) return url;
  const bool is_words = url.find("://") == std::string::npos;
  const bool has_query = url.find('?') != std::string::npos;
  return url + (is_words ? " " : has_query ? "&" : "?") + name + "=" + value;
}

std::string manifest_query(const pqxx::connection& connection, const std::string& table) {
  return "SELECT booking_id, passenger_no, version, sailing_id, full_name, cabin, status, "
         "boarding_group, " +
         as_microseconds("occurred_at") + ", " + as_microseconds("checked_in_at") + ", " +
         as_microseconds("removed_at") + " FROM " + quoted_table(connection, table);
}

}  // namespace

pqxx::connection connect(const std::string& url) {
  try {
    return pqxx::connection(
        with_default(with_default(url, "connect_timeout", "10"), "application_name", "harbor-sim"));
  } catch (const pqxx::failure& error) {
    throw Unavailable("cannot connect to PostgreSQL: " + lines_of(error) +
                      "Start a server there, or name another with --postgres");
  }
}

std::string quoted_table(const pqxx::connection& connection, const std::string& table) {
  const std::size_t dot = table.find('.');
  if (dot == std::string::npos) return connection.quote_name(table);
  return connection.quote_name(table.substr(0, dot)) + "." +
         connection.quote_name(table.substr(dot + 1));
}

std::string lines_of(const std::exception& error) {
  std::string text = error.what();
  if (text.empty() || text.back() != '\n') text += '\n';
  return text;
}

void check_manifest(pqxx::connection& connection, const std::string& table) {
  try {
    pqxx::read_transaction transaction(connection);
    transaction.exec(manifest_query(connection, table) + " LIMIT 0").no_rows();
  } catch (const pqxx::failure& error) {
    throw Unavailable("cannot read table " + table + ": " + lines_of(error) +
                      "Make it with config/sql/harbor_point.sql, or name another with --table");
  }
}

void read_manifest(pqxx::connection& connection, const std::string& table,
                   const std::function<void(const RowKey&, const PassengerRow&)>& take) {
  using Characters = std::optional<std::string>;
  using Number = std::optional<std::int64_t>;

  try {
    pqxx::read_transaction transaction(connection);
    for (auto [booking_id, passenger_no, version, sailing_id, full_name, cabin, status,
               boarding_group, occurred_at, checked_in_at, removed_at] :
         transaction.stream<std::string, std::int32_t, Number, Characters, Characters, Characters,
                            Characters, Characters, Number, Number, Number>(
             manifest_query(connection, table))) {
      take({std::move(booking_id), passenger_no},
           {version, Text::of(sailing_id), Text::of(full_name), Text::of(cabin), Text::of(status),
            Text::of(boarding_group), to_instant(occurred_at), to_instant(checked_in_at),
            to_instant(removed_at)});
    }
  } catch (const pqxx::failure& error) {
    throw Unavailable("lost the connection to PostgreSQL while reading " + table + ": " +
                      lines_of(error));
  }
}

}  // namespace harbor
