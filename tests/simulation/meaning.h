// What a record of the log means, as the one who wrote it knows: the oracle never reads bytes.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "projector/core/write_plan.h"

#include "rows.h"

namespace projector::simulation {

using Values = std::vector<std::pair<std::size_t, std::optional<std::string>>>;  // By place.

// One change of contract section 5, as declared: nothing of it is folded, split or planned.
struct Change {
  ChangeKind kind = ChangeKind::kUpsert;
  std::size_t table = 0;
  Key key;  // Of update and delete, or a part; of replace: `within`.
  std::vector<std::pair<Key, Values>> rows;  // Of upsert and replace.
  Values set;                                // Of update.
  std::vector<std::size_t> clear;            // Of delete.
  std::int64_t version = 0;
  std::string mark;  // What marks a removed row.
};

struct Meaning {
  enum class Kind : std::uint8_t {
    kChange,
    kIgnored,   // By configuration.
    kBad,       // It can never be decoded.
    kPoisoned,  // A constraint of the table refuses it, as long as there is one.
  };
  Kind kind = Kind::kChange;
  std::optional<Change> change;  // Of kChange and kPoisoned.
};

}  // namespace projector::simulation
