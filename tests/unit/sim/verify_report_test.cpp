#include "sim/verify_report.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace harbor {
namespace {

VerifyReport report_of_one_stale_row() {
  PassengerRow expected;
  expected.version = 2;
  expected.full_name = Text("SECRET ONE");
  PassengerRow found = expected;
  found.version = 1;
  found.full_name = Text("SECRET TWO");
  Comparison comparison({{"HP-1", {{1, expected}}}});
  comparison.found({"HP-1", 1}, found);

  VerifyReport report;
  report.records = 1'000;
  report.outcomes = {.applied = 990, .stale = 6, .unmatched = 4};
  report.rows_changed = 2'000;
  report.rows_expected = 1;
  report.rows_found = 1;
  report.differences = comparison.finish();
  return report;
}

TEST(VerifyReport, NamesKeysVersionsAndColumns) {
  EXPECT_EQ(report_of_one_stale_row().to_text(),
            "stale: HP-1 passenger 1: version 1, expected 2; differs in version full_name\n"
            "990 applied, 6 stale, 4 unmatched; 2,000 rows changed on the way\n"
            "1,000 records (0 dead letters) make 1 rows, the table has 1: missing 0, stale 1, "
            "extra 0\n");
}

TEST(VerifyReport, NeverShowsPassengersData) {
  const VerifyReport report = report_of_one_stale_row();
  EXPECT_EQ(report.to_text().find("SECRET"), std::string::npos);
  EXPECT_EQ(report.to_json().find("SECRET"), std::string::npos);
}

TEST(VerifyReport, IsOneLineOfJson) {
  const std::string text = report_of_one_stale_row().to_json();
  EXPECT_EQ(text.find('\n'), text.size() - 1);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["stale"], 1);
  EXPECT_EQ(json["agrees"], false);
  EXPECT_EQ(json["examples"][0]["booking_id"], "HP-1");
}

TEST(VerifyReport, AgreesWithoutDifferences) { EXPECT_TRUE(VerifyReport().agrees()); }

TEST(VerifyReport, ToleratesBadRecordsOnlyWithoutADeadLetterTopic) {
  VerifyReport report;
  report.bad_records = 1;
  EXPECT_TRUE(report.agrees());
  report.bad_records_differ = true;
  EXPECT_FALSE(report.agrees());
}

TEST(VerifyReport, DoesNotTolerateAGoodEventGivenUp) {
  VerifyReport report;
  report.given_up_wrongly = 1;
  EXPECT_FALSE(report.agrees());
}

TEST(VerifyReport, ExplainsDeadLettersByClass) {
  VerifyReport report;
  report.dead_letter_classes["type"] = {3, "column cabin: an object"};
  EXPECT_NE(report.to_text().find("dead letters, type: 3, such as \"column cabin: an object\"\n"),
            std::string::npos);
  const auto json = nlohmann::json::parse(report.to_json());
  EXPECT_EQ(json["dead_letter_classes"]["type"]["count"], 3);
}

}  // namespace
}  // namespace harbor
