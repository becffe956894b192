// From the bytes of a record to the change it asks for, by the projection in
// config/harbor_point.yaml.

#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "sim/fold.h"

namespace harbor {

// Why a record can never be applied. Names members of the event, never their values.
struct BadRecord {
  std::string reason;
};

// Reads the value of a record: one valid JSON document, of duplicate members the first counts.
std::variant<BookingSnapshot, BadRecord> read_event(std::string_view value);

}  // namespace harbor
