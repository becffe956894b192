#include "sim/verify.h"

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "sim/comparison.h"
#include "sim/database.h"
#include "sim/errors.h"
#include "sim/event_reader.h"
#include "sim/fold.h"
#include "sim/kafka_reader.h"
#include "sim/progress.h"
#include "sim/quantities.h"
#include "sim/verify_report.h"

namespace harbor {
namespace {

// Looking at the clock costs more than folding a record.
constexpr std::uint64_t kRecordsPerLook = 1024;

using Place = std::pair<std::int32_t, std::int64_t>;  // Partition and offset.

template <typename Number>
bool read_number(std::optional<std::string_view> text, Number& number) {
  if (!text) return false;
  const char* const end = text->data() + text->size();
  const auto [after, error] = std::from_chars(text->data(), end, number);
  return error == std::errc() && after == end;
}

// The places in `topic` whose records were given up as dead letters. They are never applied.
std::set<Place> read_dead_letters(const VerifyOptions& options) {
  std::set<Place> places;
  if (options.dead_letter_topic.empty()) return places;
  kafka::Reader reader({options.topic.brokers, options.dead_letter_topic});
  reader.read([&](const kafka::RecordView& record) {
    const auto topic = record.header("projector.topic");
    const auto partition = record.header("projector.partition");
    const auto offset = record.header("projector.offset");
    if (topic != options.topic.name) return;
    Place place;
    if (!read_number(partition, place.first) || !read_number(offset, place.second)) return;
    places.insert(place);
  });
  return places;
}

class Expectation {
 public:
  Expectation(std::set<Place> dead_letters, VerifyReport& report)
      : dead_letters_(std::move(dead_letters)), report_(report) {}

  void take(const kafka::RecordView& record) {
    ++report_.records;
    if (dead_letters_.erase({record.partition(), record.offset()}) > 0) {
      ++report_.dead_letters;
      return;
    }
    const auto value = record.value();
    auto event = read_event(value.value_or(std::string_view()));
    if (const auto* bad = std::get_if<BadRecord>(&event)) {
      note_bad(record, bad->reason);
      return;
    }
    static_cast<void>(fold_.apply(std::get<BookingSnapshot>(std::move(event))));
  }

  ManifestFold::Rows take_rows() { return fold_.take_rows(); }

 private:
  void note_bad(const kafka::RecordView& record, const std::string& reason) {
    if (report_.bad_records++ > 0) return;
    report_.first_bad_record = "partition " + std::to_string(record.partition()) + ", offset " +
                               std::to_string(record.offset()) + ": " + reason;
  }

  std::set<Place> dead_letters_;
  VerifyReport& report_;
  ManifestFold fold_;
};

ManifestFold::Rows read_topic(const VerifyOptions& options, VerifyReport& report) {
  Expectation expectation(read_dead_letters(options), report);
  Progress progress(options.quiet);
  kafka::Reader reader(options.topic);
  report.offsets_gone = reader.offsets_gone();
  reader.read([&](const kafka::RecordView& record) {
    expectation.take(record);
    if (report.records % kRecordsPerLook == 0 && progress.is_due(Progress::Clock::now())) {
      progress.show("read " + grouped(report.records) + " of " + grouped(reader.offsets()) +
                    " records");
    }
  });
  return expectation.take_rows();
}

}  // namespace

int run_verify(const VerifyOptions& options) {
  // First, so that a wrong URL or table is not found out after minutes of reading.
  pqxx::connection connection = connect(options.postgres_url);
  check_manifest(connection, options.table);

  VerifyReport report;
  report.bad_records_differ = !options.dead_letter_topic.empty();
  ManifestFold::Rows expected = read_topic(options, report);
  report.rows_expected = expected.size();

  Comparison comparison(std::move(expected));
  read_manifest(connection, options.table, [&](const RowKey& key, const PassengerRow& row) {
    ++report.rows_found;
    comparison.found(key, row);
  });
  report.differences = comparison.finish();

  const std::string text = options.json ? report.to_json() : report.to_text();
  std::fputs(text.c_str(), stdout);
  return report.agrees() ? kExitDone : kExitDiffers;
}

}  // namespace harbor
