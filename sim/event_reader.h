// From a record to the change it asks for, by contract section 5 and the projections that the
// simulator knows.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "sim/change.h"
#include "sim/instant.h"
#include "sim/model.h"

namespace harbor {

// Why a record can never be applied. Names members of the event, never their values.
struct BadRecord {
  std::string reason;
};

// What of a record a projection may ask for; it views what must live during the call.
struct IncomingRecord {
  std::optional<std::string_view> key;
  std::optional<std::string_view> value;    // Nothing: a tombstone.
  std::optional<std::string_view> version;  // The header of that name.
  std::optional<Instant> timestamp;
};

std::variant<Change, BadRecord> read_record(const IncomingRecord& record, Model model);

}  // namespace harbor
