#include "body_book.h"

#include <iterator>
#include <utility>

namespace projector::http {

BodyBook::Body& BodyBook::began(int socket, std::string text) {
  Body& body = oldest_first_.emplace_back(Body{*this, socket, std::move(text)});
  body.place = std::prev(oldest_first_.end());
  bytes_ += body.text.size();
  while (bytes_ > bytes_max_ && oldest_first_.size() > 1) give_up_oldest();
  return body;
}

void BodyBook::ended(const Body& body) {
  if (!body.is_given_up) bytes_ -= body.text.size();
  (body.is_given_up ? given_up_ : oldest_first_).erase(body.place);
}

void BodyBook::give_up_oldest() {
  Body& oldest = oldest_first_.front();
  bytes_ -= oldest.text.size();
  oldest.is_given_up = true;
  given_up_.splice(given_up_.end(), oldest_first_, oldest.place);
  shutdown_(oldest.socket);
}

}  // namespace projector::http
