// A connection with the limits that a dead or slow server must not exceed, and a way to cancel what
// it runs from another thread.
//
// libpqxx's own cancel_query() reads the connection that its thread is using, and libpqxx hands out
// no raw connection. So libpq connects, the PGcancel is taken beforehand, and libpqxx takes over.

#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include <libpq-fe.h>
#include <pqxx/pqxx>

#include "projector/postgres/options.h"

namespace projector::postgres {

struct Connection {
  std::unique_ptr<pqxx::connection> session;
  // Shared with a thread that is cancelling while the connection is replaced.
  std::shared_ptr<PGcancel> cancel;
};

// Stays within the part.
class ConnectError : public std::runtime_error {
 public:
  enum class Reason : std::uint8_t {
    kUnavailable,    // Nobody answers, or not now.
    kConfiguration,  // It will be refused again: URL, password file, login, database.
  };

  ConnectError(Reason reason, const std::string& message)
      : std::runtime_error(message), reason_(reason) {}

  Reason reason() const { return reason_; }

 private:
  Reason reason_;
};

// Throws ConnectError where `connect` would without asking anybody.
void require_url(const std::string& url);

// Timeouts as session settings where prepared statements are allowed; a proxy that pools
// transactions refuses those, and `transaction_settings` does it in each transaction instead.
// Either way the server ends a transaction that waits 5 s for us.
// Throws ConnectError, whose message names host, port, database and user, never the password.
Connection connect(const Options& options, const std::string& application_name);

// SET LOCAL statements, for a proxy that pools transactions.
std::string transaction_settings(const Options& options);

// SET statements, for a session that was opened with others.
std::string session_timeouts(const Timeouts& timeouts);

}  // namespace projector::postgres
