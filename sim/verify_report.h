// What verify found, for people and for programs.

#pragma once

#include <cstdint>
#include <string>

#include "sim/comparison.h"

namespace harbor {

struct VerifyReport {
  std::uint64_t records = 0;
  std::uint64_t offsets_gone = 0;  // Taken by retention: rows of theirs seem extra.
  std::uint64_t dead_letters = 0;
  std::uint64_t bad_records = 0;  // Neither an event nor a dead letter.
  std::string first_bad_record;
  bool bad_records_differ = false;  // With a dead-letter topic each must be in there.
  std::uint64_t rows_expected = 0;
  std::uint64_t rows_found = 0;
  Differences differences;

  bool agrees() const { return differences.none() && !(bad_records_differ && bad_records > 0); }

  std::string to_text() const;
  std::string to_json() const;  // One line.
};

}  // namespace harbor
