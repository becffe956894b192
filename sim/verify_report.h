// What verify found, for people and for programs.

#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "sim/comparison.h"
#include "sim/dead_letter_book.h"
#include "sim/fold.h"

namespace harbor {

struct VerifyReport {
  std::uint64_t records = 0;
  std::uint64_t offsets_gone = 0;  // Taken by retention: rows of theirs seem extra.

  // Records that were never applied: given up, or bad by our reading and not given up.
  std::uint64_t dead_letters = 0;
  std::map<std::string, DeadLetterBook::ClassCount> dead_letter_classes;
  std::uint64_t given_up_wrongly = 0;  // By a class that we can judge, and good by our reading.
  std::string first_given_up_wrongly;
  std::uint64_t bad_records = 0;
  std::string first_bad_record;
  bool bad_records_differ = false;  // With a dead-letter topic each must be in there.

  // What becomes of the others, each read once.
  OutcomeCounts outcomes;
  std::uint64_t rows_changed = 0;

  std::uint64_t rows_expected = 0;
  std::uint64_t rows_found = 0;
  Differences differences;

  bool agrees() const {
    return differences.none() && given_up_wrongly == 0 && !(bad_records_differ && bad_records > 0);
  }

  std::string to_text() const;
  std::string to_json() const;  // One line.
};

}  // namespace harbor
