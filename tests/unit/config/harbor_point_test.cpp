// The files that are shipped, read as an operator's.

#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

// "upsert each /x within a,b version /v: column /from, ..."
std::string told(const EntryOptions& entry) {
  const char* const kinds[] = {"upsert", "replace", "update", "delete"};
  std::string text = kinds[static_cast<std::size_t>(entry.kind)];
  if (entry.each) text += " each " + *entry.each;
  for (const std::string& column : entry.within) text.append(" within ").append(column);
  if (entry.version) text += " version " + entry.version->from;
  for (const ColumnSource& column : entry.columns) {
    text.append(", ").append(column.column).append(" ").append(column.source.from);
  }
  for (const std::string& column : entry.clear) text.append(", clear ").append(column);
  return text;
}

TEST(HarborPoint, IsTheWholeProjectionOfTheContract) {
  const Config config = load(std::string(SHIPPED_FOLDER) + "/harbor_point.yaml");
  EXPECT_TRUE(config.warnings.empty());
  EXPECT_EQ(config.topics.at(0).dead_letter_topic, "booking-events.dead");

  const ProjectionOptions& manifest = config.projections.at("manifest");
  EXPECT_EQ(manifest.table, "passenger_manifest");
  EXPECT_EQ(manifest.key, (std::vector<std::string>{"booking_id", "passenger_no"}));
  EXPECT_EQ(manifest.version_column, "version");
  EXPECT_EQ(manifest.version.from, "/version");
  EXPECT_EQ(manifest.event.value().from, "/type");
  EXPECT_EQ(manifest.removed_column, "removed_at");
  EXPECT_EQ(manifest.unknown_event, UnknownEventPolicy::kDeadLetter);
}

TEST(HarborPoint, HasAnEntryForEachEvent) {
  const Config config = load(std::string(SHIPPED_FOLDER) + "/harbor_point.yaml");
  const auto& entries = config.projections.at("manifest").entries;
  const std::string snapshot =
      "replace each /booking/passengers within booking_id, booking_id /booking/id, passenger_no "
      "./no, sailing_id /booking/sailing_id, full_name ./name, cabin ./cabin, status "
      "/booking/status, occurred_at /occurred_at";
  ASSERT_EQ(entries.size(), 4u);
  EXPECT_EQ(entries[0].event, "booking-confirmed");
  EXPECT_EQ(told(entries[0]), snapshot);
  EXPECT_EQ(entries[1].event, "booking-amended");
  EXPECT_EQ(told(entries[1]), snapshot);
  EXPECT_NE(entries[0].place, entries[1].place);
  EXPECT_EQ(entries[2].event, "passenger-checked-in");
  EXPECT_EQ(told(entries[2]),
            "update, booking_id /booking_id, passenger_no /passenger_no, checked_in_at "
            "/occurred_at, boarding_group /boarding_group");
  EXPECT_EQ(entries[3].event, "booking-cancelled");
  EXPECT_EQ(told(entries[3]), "update, booking_id /booking_id, status =cancelled");
}

TEST(HarborPoint, ErasesByTombstone) {
  const Config config = load(std::string(SHIPPED_FOLDER) + "/harbor_point.yaml");
  const auto& tombstone = config.projections.at("manifest").tombstone;
  ASSERT_TRUE(tombstone.has_value());
  EXPECT_EQ(told(*tombstone),
            "delete version @header:version, booking_id @key, clear full_name, clear cabin");
}

TEST(FlatExample, IsOneUpsert) {
  const Config config = load(std::string(SHIPPED_FOLDER) + "/examples/flat.yaml");
  EXPECT_TRUE(config.warnings.empty());
  const ProjectionOptions& manifest = config.projections.at("manifest");
  ASSERT_EQ(manifest.entries.size(), 1u);
  EXPECT_EQ(manifest.entries[0].kind, ChangeKind::kUpsert);
  EXPECT_EQ(manifest.entries[0].columns.size(), 8u);
  EXPECT_EQ(manifest.entries[0].columns[5].source.default_text, "confirmed");
}

}  // namespace
}  // namespace projector::config
