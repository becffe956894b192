#include "sim/expectation.h"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/booking_stream.h"
#include "sim/booking_text.h"

namespace harbor {
namespace {

constexpr Instant kRecorded = Instant(std::chrono::hours(12));

IncomingRecord record_of(std::string_view value) {
  return {.key = "HP-1", .value = value, .version = std::nullopt, .timestamp = kRecorded};
}

constexpr std::string_view kGood =
    R"({"type":"booking-amended","version":1,"booking":{"id":"HP-1","passengers":[{"no":1}]}})";
constexpr std::string_view kBad = R"({"type":"booking-amended")";

DeadLetterBook book_of(const Place& place, const std::string& reject_class) {
  DeadLetterBook book;
  book.note(place, {reject_class, "a reason"});
  return book;
}

TEST(Expectation, FoldsWhatIsGood) {
  VerifyReport report;
  Expectation expectation(Model::kLife, {}, report);
  expectation.take({0, 7}, record_of(kGood));
  expectation.take({0, 8}, record_of(kGood));
  EXPECT_EQ(count_rows(expectation.finish()), 1u);
  EXPECT_EQ(report.records, 2u);
  EXPECT_EQ(report.rows_expected, 1u);
  EXPECT_EQ(report.outcomes, (OutcomeCounts{.applied = 1, .stale = 1}));
}

TEST(Expectation, LeavesOutWhatWasGivenUp) {
  VerifyReport report;
  Expectation expectation(Model::kLife, book_of({0, 7}, "json"), report);
  expectation.take({0, 7}, record_of(kBad));
  EXPECT_EQ(report.dead_letters, 1u);
  EXPECT_EQ(report.bad_records, 0u);
  EXPECT_EQ(report.given_up_wrongly, 0u);
  EXPECT_EQ(report.dead_letter_classes.at("json").example, "a reason");
}

TEST(Expectation, NamesABadRecordThatWasNotGivenUp) {
  VerifyReport report;
  Expectation expectation(Model::kLife, book_of({1, 7}, "json"), report);
  expectation.take({0, 7}, record_of(kBad));
  EXPECT_EQ(report.bad_records, 1u);
  EXPECT_EQ(report.first_bad_record, "partition 0, offset 7: not valid JSON");
}

TEST(Expectation, NamesAGoodRecordThatWasGivenUp) {
  VerifyReport report;
  Expectation expectation(Model::kLife, book_of({0, 7}, "type"), report);
  expectation.take({0, 7}, record_of(kGood));
  EXPECT_EQ(report.given_up_wrongly, 1u);
  EXPECT_EQ(report.first_given_up_wrongly, "partition 0, offset 7: type");
  EXPECT_FALSE(report.agrees());
}

TEST(Expectation, BelievesTheTableWhatItRefuses) {
  VerifyReport report;
  Expectation expectation(Model::kLife, book_of({0, 7}, "constraint"), report);
  expectation.take({0, 7}, record_of(kGood));
  EXPECT_EQ(report.given_up_wrongly, 0u);
  EXPECT_EQ(count_rows(expectation.finish()), 0u);
}

TEST(DeadLetterBook, CountsAPlaceOnce) {
  DeadLetterBook book = book_of({0, 7}, "json");
  book.note({0, 7}, {"json", "again"});
  EXPECT_EQ(book.counts().at("json").count, 1u);
  EXPECT_EQ(book.counts().at("json").example, "a reason");
  EXPECT_EQ(book.take({0, 7}), "json");
  EXPECT_EQ(book.take({0, 7}), std::nullopt);
}

// A table filled from a life, and then spoiled in one row.
class SpoiledTable : public testing::Test {
 protected:
  void SetUp() override {
    BookingStream stream({.model = Model::kLife, .bookings = 100, .disorder = 0.02});
    BookingText text(1, {});
    Expectation expectation(Model::kLife, {}, report_);
    for (std::int64_t offset = 0; offset < 800; ++offset) {
      const BookingEvent event = stream.next();
      const auto value = text.value(event);
      const auto version = text.version_header(event);
      expectation.take({0, offset}, {.key = text.key(event.booking),
                                     .value = value,
                                     .version = version,
                                     .timestamp = kRecorded});
    }
    table_ = expectation.finish();
    expected_ = table_;
  }

  // A row that is removed, or is not.
  PassengerRow& row(bool is_removed) {
    for (auto& [booking_id, booking] : table_) {
      for (auto& [number, row] : booking) {
        if (row.removed_at.has_value() == is_removed) return row;
      }
    }
    ADD_FAILURE() << "no such row";
    return table_["none"][1];
  }

  Differences compared() {
    Comparison comparison(expected_);
    for (const auto& [booking_id, booking] : table_) {
      for (const auto& [number, row] : booking) comparison.found({booking_id, number}, row);
    }
    return comparison.finish();
  }

  VerifyReport report_;
  ManifestFold::Rows table_;
  ManifestFold::Rows expected_;
};

TEST_F(SpoiledTable, AgreesUntilItIsSpoiled) {
  EXPECT_GT(count_rows(table_), 200u);
  EXPECT_TRUE(compared().none());
}

TEST_F(SpoiledTable, LacksARow) {
  table_.begin()->second.erase(table_.begin()->second.begin());
  EXPECT_EQ(compared().missing, 1u);
}

TEST_F(SpoiledTable, HasAnOlderVersion) {
  --*row(false).version;
  const Differences differences = compared();
  ASSERT_EQ(differences.stale, 1u);
  EXPECT_EQ(differences.stale_examples[0].columns, std::vector<std::string_view>{"version"});
}

TEST_F(SpoiledTable, HasOtherContent) {
  row(false).boarding_group = Text("Z");
  const Differences differences = compared();
  ASSERT_EQ(differences.stale, 1u);
  EXPECT_EQ(differences.stale_examples[0].columns, std::vector<std::string_view>{"boarding_group"});
}

TEST_F(SpoiledTable, HasARowTooMany) {
  table_["HP-NOBODY"][1] = PassengerRow();
  EXPECT_EQ(compared().extra, 1u);
}

TEST_F(SpoiledTable, HasARowThatShouldNotBeMarked) {
  row(false).removed_at = kRecorded;
  EXPECT_EQ(compared().wrongly_removed, 1u);
}

TEST_F(SpoiledTable, LacksAMark) {
  row(true).removed_at.reset();
  EXPECT_EQ(compared().wrongly_present, 1u);
}

}  // namespace
}  // namespace harbor
