#include "sim/expectation.h"

#include <utility>

namespace harbor {
namespace {

std::string describe(const Place& place, const std::string& reason) {
  return "partition " + std::to_string(place.first) + ", offset " + std::to_string(place.second) +
         ": " + reason;
}

// What only the table or the daemon's limits can tell, a fold of the topic cannot.
bool is_judged_here(std::string_view reject_class) {
  return reject_class != "constraint" && reject_class != "too_large";
}

}  // namespace

Expectation::Expectation(Model model, DeadLetterBook dead_letters, VerifyReport& report)
    : model_(model), dead_letters_(std::move(dead_letters)), report_(report) {
  report_.dead_letter_classes = dead_letters_.counts();
}

void Expectation::take(const Place& place, const IncomingRecord& record) {
  ++report_.records;
  if (const auto reject_class = dead_letters_.take(place)) {
    take_dead_letter(place, record, *reject_class);
    return;
  }
  const auto read = read_record(record, model_);
  if (const auto* bad = std::get_if<BadRecord>(&read)) {
    if (report_.bad_records++ == 0) report_.first_bad_record = describe(place, bad->reason);
    return;
  }
  static_cast<void>(fold_.apply(std::get<Change>(read)));
}

void Expectation::take_dead_letter(const Place& place, const IncomingRecord& record,
                                   std::string_view reject_class) {
  ++report_.dead_letters;
  if (!is_judged_here(reject_class)) return;
  if (std::holds_alternative<BadRecord>(read_record(record, model_))) return;
  if (report_.given_up_wrongly++ == 0) {
    report_.first_given_up_wrongly = describe(place, std::string(reject_class));
  }
}

ManifestFold::Rows Expectation::finish() {
  report_.outcomes = fold_.outcomes();
  report_.rows_changed = fold_.rows_changed();
  report_.rows_expected = count_rows(fold_.rows());
  return fold_.take_rows();
}

}  // namespace harbor
