// What the text of a failed connection means, for those that have to mend it.
//
// libpq gives no SQLSTATE for a client that a server turns away, only a text. One that is not known
// counts as "not now": waiting is visible, and ends by itself.

#pragma once

#include <string_view>

namespace projector::postgres {

// The same login will be refused again: user, password, database, pg_hba.conf.
bool is_refused_for_good(std::string_view message);

// The two sides do not agree on TLS, or do not trust one another's certificate.
bool is_about_tls(std::string_view message);

}  // namespace projector::postgres
