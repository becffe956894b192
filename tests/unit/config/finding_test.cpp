#include "projector/config/finding.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

std::string file_of(const std::string& text) {
  // Tests may run at the same time.
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  std::string path = testing::TempDir() + "projector_" + test->name() + ".yaml";
  std::ofstream(path) << text;
  return path;
}

// A line that is warned of.
const std::string kShedsWithoutSaying =
    "topics: [{name: a, projection: manifest, shed_older_than: 5m}]\n";

TEST(Findings, AreAllThatIsWrongInTheOrderOfTheFile) {
  const Checked checked =
      check(file_of(kShedsWithoutSaying + "postgres: {writers: 0}\n" + kProjections));
  EXPECT_FALSE(checked.config.has_value());
  ASSERT_EQ(checked.findings.size(), 2u);
  EXPECT_EQ(checked.findings[0].severity, FindingSeverity::kWarning);
  EXPECT_EQ(checked.findings[0].line, 1u);
  EXPECT_EQ(checked.findings[1].line, 2u);
  EXPECT_EQ(checked.findings[1].column, 21u);
  EXPECT_EQ(checked.findings[1].message,
            "postgres.writers: expected a whole number from 1 to 64, got \"0\"");
}

TEST(Findings, MayBeWarningsOnly) {
  const Checked checked = check(file_of(kShedsWithoutSaying + kProjections));
  ASSERT_TRUE(checked.config.has_value());
  EXPECT_EQ(checked.config->warnings.size(), 1u);
  EXPECT_EQ(checked.findings.size(), 1u);
}

TEST(Findings, NameAFileThatIsNotThere) {
  const Checked checked = check("/nonexistent/projector.yaml");
  ASSERT_EQ(checked.findings.size(), 1u);
  EXPECT_EQ(checked.findings[0].line, 0u);
  EXPECT_EQ(checked.findings[0].text,
            "/nonexistent/projector.yaml: error: the file cannot be read: No such file or "
            "directory");
}

TEST(Findings, OfOtherPartsStandAtTheirPlace) {
  const std::string path = file_of(kSmallest);
  const Finding finding = at_place(
      path + ":7:15",
      {FindingSeverity::kError, 0, 0, "the table has no column \"booking_id\"", "add it", ""});
  EXPECT_EQ(finding.line, 7u);
  EXPECT_EQ(finding.text, path +
                              ":7:15: error: the table has no column \"booking_id\"\n"
                              "  7 |     columns: {booking_id: /booking/id, status: =confirmed}\n"
                              "    |               ^~~~~~~~~~ add it");
  EXPECT_EQ(at_place(path, {FindingSeverity::kInfo, 0, 0, "odd", "", ""}).text,
            path + ": info: odd");
}

TEST(Findings, OfAnOptionStandWhereTheFileSetsIt) {
  const std::string path = file_of("postgres: {writers: 2}\n" + kSmallest);
  const Config config = *check(path).config;
  EXPECT_EQ(place_of(config, "postgres.writers"), path + ":1:21");
  EXPECT_EQ(place_of(config, "topics[0].retention_reserve"), config.topics[0].place);
  EXPECT_EQ(place_of(config, "kafka.brokers"), path);
}

}  // namespace
}  // namespace projector::config
