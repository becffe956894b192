#include "connection_book.h"

#include <iterator>

namespace projector::http {

ConnectionBook::Connection& ConnectionBook::opened(int socket) {
  if (idlest_first_.size() >= connections_max_) {
    Connection& idlest = idlest_first_.front();
    shut_down_.splice(shut_down_.end(), idlest_first_, idlest.place);
    idlest.is_shut_down = true;
    shutdown_(idlest.socket);
  }
  Connection& connection = idlest_first_.emplace_back();
  connection.socket = socket;
  connection.place = std::prev(idlest_first_.end());
  return connection;
}

void ConnectionBook::asked(const Connection& connection) {
  if (connection.is_shut_down) return;
  idlest_first_.splice(idlest_first_.end(), idlest_first_, connection.place);
}

void ConnectionBook::closed(const Connection& connection) {
  (connection.is_shut_down ? shut_down_ : idlest_first_).erase(connection.place);
}

}  // namespace projector::http
