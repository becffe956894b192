#include "sim/verify.h"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include "sim/comparison.h"
#include "sim/database.h"
#include "sim/dead_letter_book.h"
#include "sim/errors.h"
#include "sim/expectation.h"
#include "sim/fold.h"
#include "sim/kafka_reader.h"
#include "sim/progress.h"
#include "sim/quantities.h"
#include "sim/second_look.h"
#include "sim/verify_report.h"

namespace harbor {
namespace {

// Looking at the clock costs more than folding a record.
constexpr std::uint64_t kRecordsPerLook = 1024;

template <typename Number>
bool read_number(std::optional<std::string_view> text, Number& number) {
  if (!text) return false;
  const char* const end = text->data() + text->size();
  const auto [after, error] = std::from_chars(text->data(), end, number);
  return error == std::errc() && after == end;
}

// The records of `topic` that were given up. They are never applied.
DeadLetterBook read_dead_letters(const VerifyOptions& options) {
  DeadLetterBook book;
  if (options.dead_letter_topic.empty()) return book;
  kafka::Reader reader({options.topic.brokers, options.dead_letter_topic});
  reader.read([&](const kafka::RecordView& record) {
    if (record.header("projector.topic") != options.topic.name) return;
    Place place;
    if (!read_number(record.header("projector.partition"), place.first)) return;
    if (!read_number(record.header("projector.offset"), place.second)) return;
    book.note(place, {std::string(record.header("projector.class").value_or("unknown")),
                      std::string(record.header("projector.reason").value_or(""))});
  });
  return book;
}

using TakeRecord = std::function<void(const Place&, const IncomingRecord&)>;

// Shows every record of the topic to `take`. Returns the offsets that retention has taken.
std::uint64_t read_topic(const VerifyOptions& options, const TakeRecord& take) {
  Progress progress(options.quiet);
  kafka::Reader reader(options.topic);
  std::uint64_t records = 0;
  reader.read([&](const kafka::RecordView& record) {
    take({record.partition(), record.offset()},
         {record.key(), record.value(), record.header("version"), record.timestamp()});
    if (++records % kRecordsPerLook == 0 && progress.is_due(Progress::Clock::now())) {
      progress.show("read " + grouped(records) + " of " + grouped(reader.offsets()) + " records");
    }
  });
  return reader.offsets_gone();
}

ManifestFold::Rows expect(const VerifyOptions& options, VerifyReport& report) {
  Expectation expectation(options.model, read_dead_letters(options), report);
  report.offsets_gone = read_topic(options, [&](const Place& place, const IncomingRecord& record) {
    expectation.take(place, record);
  });
  return expectation.finish();
}

// Reads the topic a second time, for the suspects alone.
SecondLook look_again(const VerifyOptions& options, const std::vector<Suspect>& suspects) {
  SecondLook look(suspects);
  DeadLetterBook dead_letters = read_dead_letters(options);
  read_topic(options, [&](const Place& place, const IncomingRecord& record) {
    if (dead_letters.take(place)) return;
    const auto read = read_record(record, options.model);
    if (const auto* change = std::get_if<Change>(&read)) look.take(*change);
  });
  return look;
}

Differences settle(const VerifyOptions& options, Comparison& comparison) {
  if (!options.read_twice || comparison.suspects().empty()) return comparison.finish();
  const SecondLook look = look_again(options, comparison.suspects());
  return comparison.finish([&](const Suspect& suspect) { return look.is_possible(suspect); });
}

}  // namespace

int run_verify(const VerifyOptions& options) {
  // First, so that a wrong URL or table is not found out after minutes of reading.
  pqxx::connection connection = connect(options.postgres_url);
  check_manifest(connection, options.table);

  VerifyReport report;
  report.bad_records_differ = !options.dead_letter_topic.empty();
  ManifestFold::Rows expected = expect(options, report);

  Comparison comparison(std::move(expected));
  read_manifest(connection, options.table, [&](const RowKey& key, const PassengerRow& row) {
    ++report.rows_found;
    comparison.found(key, row);
  });
  report.differences = settle(options, comparison);

  const std::string text = options.json ? report.to_json() : report.to_text();
  std::fputs(text.c_str(), stdout);
  return report.agrees() ? kExitDone : kExitDiffers;
}

}  // namespace harbor
