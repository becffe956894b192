#include "postgres/connection.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <new>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "projector/base/small_file.h"

#include "postgres/error_text.h"
#include "postgres/refused_login.h"

namespace projector::postgres {
namespace {

struct Parameter {
  const char* keyword;
  const char* value;
};

// For both sides: libpq calls them so, and the server puts tcp_ before. One that is idle and gone
// without a word is noticed in 10 + 3 × 5 s.
constexpr std::array kKeepalives = {
    Parameter{"keepalives_idle", "10"},
    Parameter{"keepalives_interval", "5"},
    Parameter{"keepalives_count", "3"},
};

// What the URL may say otherwise, with the keepalives. A server that is gone without a word is
// noticed within 2 s when connecting, and 15 s with data under way.
constexpr std::array kDefaults = {
    Parameter{"connect_timeout", "2"},
    Parameter{"tcp_user_timeout", "15000"},
};

// What the server is told for the case that we are gone without a word: a transaction that waits
// for us keeps its rows locked from everybody (docs/decisions/0020). Between the statements of a
// batch we take milliseconds.
constexpr const char* kIdleInTransaction = "idle_in_transaction_session_timeout";
constexpr const char* kIdleInTransactionMax = "5000";

using ConninfoOptions = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

ConnectError bad_configuration(const std::string& message) {
  return {ConnectError::Reason::kConfiguration, message};
}

// libpq's own message quotes the text that it could not read, the password with it.
ConninfoOptions parse(const std::string& url) {
  char* message = nullptr;
  ConninfoOptions parsed(PQconninfoParse(url.c_str(), &message), &PQconninfoFree);
  if (message != nullptr) PQfreemem(message);
  if (parsed == nullptr) {
    throw bad_configuration(
        "postgres.url is not a connection URL: write it as "
        "postgresql://USER@HOST:5432/DATABASE, special characters percent-encoded");
  }
  return parsed;
}

std::string value_of(const ConninfoOptions& parsed, std::string_view keyword) {
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (keyword == option->keyword && option->val != nullptr) return option->val;
  }
  return {};
}

// "host:port, database "x", user "y"".
std::string place_of(const ConninfoOptions& parsed) {
  const auto either = [&](std::string_view keyword, const char* otherwise) {
    std::string value = value_of(parsed, keyword);
    return value.empty() ? std::string(otherwise) : value;
  };
  return either("host", "localhost") + ":" + either("port", "5432") + ", database \"" +
         either("dbname", "(the user's)") + "\", user \"" + either("user", "(the system's)") + "\"";
}

void check_host(const ConninfoOptions& parsed) {
  if (value_of(parsed, "host").find('@') == std::string::npos) return;
  throw bad_configuration("postgres.url: a password with '@' in it must be written with %40");
}

// One for all hosts, or one for each, with commas between; an empty one is the default. What is
// none may be a part of a password, so it is not shown.
void check_ports(const ConninfoOptions& parsed) {
  std::istringstream ports(value_of(parsed, "port"));
  for (std::string port; std::getline(ports, port, ',');) {
    std::uint16_t number = 0;
    const char* const end = port.data() + port.size();
    const auto result = std::from_chars(port.data(), end, number);
    if (port.empty() || (result.ec == std::errc{} && result.ptr == end && number > 0)) continue;
    throw bad_configuration(
        "postgres.url: a port is a number from 1 to 65535, and '/' in a password is %2F");
  }
}

ConninfoOptions parse_checked(const std::string& url) {
  ConninfoOptions parsed = parse(url);
  check_host(parsed);
  check_ports(parsed);
  return parsed;
}

std::string read_password(const std::string& file) {
  SmallFile found = read_small_file(file, kSecretBytesMax);
  if (!found.trouble.empty()) {
    throw bad_configuration("postgres.password_file: \"" + file + "\" " + found.trouble);
  }
  std::string password = std::move(found.text);
  password.resize(std::min(password.find('\0'), password.size()));
  while (!password.empty() && (password.back() == '\n' || password.back() == '\r')) {
    password.pop_back();
  }
  return password;
}

std::string session_settings(const Options& options) {
  std::string settings =
      "-c statement_timeout=" + std::to_string(options.statement_timeout.count()) +
      " -c lock_timeout=" + std::to_string(options.lock_timeout.count()) + " -c timezone=UTC -c " +
      kIdleInTransaction + "=" + kIdleInTransactionMax;
  for (const Parameter& parameter : kKeepalives) {
    settings.append(" -c tcp_").append(parameter.keyword).append("=").append(parameter.value);
  }
  return settings;
}

// Keywords and values as PQconnectdbParams takes them: the last one of a keyword counts, and those
// of the URL come in at its place.
class Parameters {
 public:
  void add(const char* keyword, std::string value) {
    keywords_.push_back(keyword);
    values_.push_back(std::move(value));
  }

  PGconn* connect() const {
    std::vector<const char*> keywords = keywords_;
    std::vector<const char*> values;
    values.reserve(values_.size() + 1);
    for (const std::string& value : values_) values.push_back(value.c_str());
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    constexpr int kExpandUrl = 1;
    return PQconnectdbParams(keywords.data(), values.data(), kExpandUrl);
  }

 private:
  std::vector<const char*> keywords_;
  std::vector<std::string> values_;
};

Parameters parameters(const Options& options, const ConninfoOptions& parsed,
                      const std::string& application_name) {
  Parameters result;
  for (const Parameter& parameter : kDefaults) result.add(parameter.keyword, parameter.value);
  for (const Parameter& parameter : kKeepalives) result.add(parameter.keyword, parameter.value);
  result.add("dbname", options.url);
  if (!options.password_file.empty()) {
    result.add("password", read_password(options.password_file));
  }
  result.add("application_name", application_name);
  result.add("client_encoding", "UTF8");
  if (options.prepared_statements) {
    result.add("options", value_of(parsed, "options") + " " + session_settings(options));
  }
  return result;
}

ConnectError refused(const ConninfoOptions& parsed, const std::string& message) {
  return {is_refused_for_good(message) ? ConnectError::Reason::kConfiguration
                                       : ConnectError::Reason::kUnavailable,
          "PostgreSQL at " + place_of(parsed) + ": " + reason_for("", message)};
}

}  // namespace

void require_url(const std::string& url) { static_cast<void>(parse_checked(url)); }

Connection connect(const Options& options, const std::string& application_name) {
  const ConninfoOptions parsed = parse_checked(options.url);
  std::unique_ptr<PGconn, decltype(&PQfinish)> raw(
      parameters(options, parsed, application_name).connect(), &PQfinish);
  if (raw == nullptr) throw std::bad_alloc();
  if (PQstatus(raw.get()) != CONNECTION_OK) throw refused(parsed, PQerrorMessage(raw.get()));

  // Terse: the lines that follow a message (DETAIL) show the row.
  PQsetErrorVerbosity(raw.get(), PQERRORS_TERSE);
  Connection connection;
  connection.cancel = std::shared_ptr<PGcancel>(PQgetCancel(raw.get()), &PQfreeCancel);
  connection.session = std::unique_ptr<pqxx::connection>(
      new pqxx::connection(pqxx::connection::seize_raw_connection(raw.release())));
  return connection;
}

std::string transaction_settings(const Options& options) {
  return "SET LOCAL statement_timeout = " + std::to_string(options.statement_timeout.count()) +
         "; SET LOCAL lock_timeout = " + std::to_string(options.lock_timeout.count()) +
         "; SET LOCAL timezone = 'UTC'; SET LOCAL " + kIdleInTransaction + " = " +
         kIdleInTransactionMax;
}

std::string session_timeouts(const Timeouts& timeouts) {
  return "SET statement_timeout = " + std::to_string(timeouts.statement.count()) +
         "; SET lock_timeout = " + std::to_string(timeouts.lock.count());
}

}  // namespace projector::postgres
