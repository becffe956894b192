// What a dead letter looks like as a Kafka message (contract, section 5).

#pragma once

#include <string>
#include <vector>

#include "projector/core/dead_letter.h"

namespace projector::kafka {

// How much of the record the topic takes. What it refuses is left out, one thing after the other.
struct DeadLetterForm {
  bool has_value = true;    // Else `projector.original_bytes` says how large it was.
  bool has_headers = true;  // Those of the record itself.
};

// Those of the record, in their order, but for what an earlier dead letter of it left; then why and
// where it failed. `topic` is the one that the record was read from.
std::vector<DeadLetterHeader> message_headers(const DeadLetter& letter, const std::string& topic,
                                              const DeadLetterForm& form);

}  // namespace projector::kafka
