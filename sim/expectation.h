// What a topic's records, less its dead letters, say the table should hold.
//
// Pure. Thread: one owner.

#pragma once

#include <string_view>

#include "sim/dead_letter_book.h"
#include "sim/event_reader.h"
#include "sim/fold.h"
#include "sim/model.h"
#include "sim/verify_report.h"

namespace harbor {

class Expectation {
 public:
  // `report` must outlive it, and gets what the records say.
  Expectation(Model model, DeadLetterBook dead_letters, VerifyReport& report);

  // The next record; those of one partition in the order of their offsets.
  void take(const Place& place, const IncomingRecord& record);

  // Completes the report. The rows are gone from here then.
  ManifestFold::Rows finish();

 private:
  void take_dead_letter(const Place& place, const IncomingRecord& record,
                        std::string_view reject_class);

  const Model model_;
  DeadLetterBook dead_letters_;
  VerifyReport& report_;
  ManifestFold fold_;
};

}  // namespace harbor
