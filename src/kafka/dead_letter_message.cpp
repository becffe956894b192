#include "dead_letter_message.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace projector::kafka {
namespace {

constexpr std::array<std::string_view, 8> kNames = {
    "projector.topic", "projector.partition", "projector.offset",   "projector.timestamp",
    "projector.class", "projector.reason",    "projector.sqlstate", "projector.original_bytes"};

bool is_ours(const DeadLetterHeader& header) {
  return std::find(kNames.begin(), kNames.end(), header.name) != kNames.end();
}

}  // namespace

std::vector<DeadLetterHeader> message_headers(const DeadLetter& letter, const std::string& topic,
                                              const DeadLetterForm& form) {
  std::vector<DeadLetterHeader> headers;
  headers.reserve(letter.headers.size() + kNames.size());
  for (const DeadLetterHeader& header : letter.headers) {
    if (form.has_headers && !is_ours(header)) headers.push_back(header);
  }
  headers.push_back({"projector.topic", topic});
  headers.push_back({"projector.partition", std::to_string(letter.partition.partition)});
  headers.push_back({"projector.offset", std::to_string(letter.offset.value)});
  if (letter.timestamp) {
    const auto since_epoch = letter.timestamp->time_since_epoch();
    headers.push_back({"projector.timestamp", std::to_string(since_epoch.count())});
  }
  const Rejection& rejection = letter.rejection;
  headers.push_back({"projector.class", std::string(name_of(rejection.reject))});
  headers.push_back({"projector.reason", rejection.reason});
  if (!rejection.sqlstate.empty()) headers.push_back({"projector.sqlstate", rejection.sqlstate});
  if (!form.has_value && letter.value) {
    headers.push_back({"projector.original_bytes", std::to_string(letter.value->size())});
  }
  return headers;
}

}  // namespace projector::kafka
