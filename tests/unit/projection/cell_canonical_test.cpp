#include "cell_canonical.h"

#include <string>

#include <gtest/gtest.h>

namespace projector {
namespace {

ColumnType type_of(TypeFamily family, const std::string& name = "") {
  CatalogColumn column;
  column.family = family;
  column.type = name;
  return column_type(column);
}

std::string canonical(const ColumnType& type, std::string_view text) {
  ByteArena arena;
  return std::string(canonical_cell(type, text, arena).value_or("unknown"));
}

TEST(CellCanonical, WritesIntegersInOneWay) {
  const ColumnType integer = type_of(TypeFamily::kInteger);
  EXPECT_EQ(canonical(integer, "01"), "1");
  EXPECT_EQ(canonical(integer, "+1"), "1");
  EXPECT_EQ(canonical(integer, " 1"), "1");
  EXPECT_EQ(canonical(integer, "-0"), "0");
  EXPECT_EQ(canonical(integer, "-007"), "-7");
}

TEST(CellCanonical, LeavesACanonicalTextWhereItIs) {
  ByteArena arena;
  const std::string text = "42";
  EXPECT_EQ(canonical_cell(type_of(TypeFamily::kBigint), text, arena)->data(), text.data());
  EXPECT_EQ(arena.bytes(), 0u);
}

TEST(CellCanonical, WritesNumericsWithoutIdleZeros) {
  const ColumnType numeric = type_of(TypeFamily::kNumeric);
  EXPECT_EQ(canonical(numeric, "001.50"), "1.5");
  EXPECT_EQ(canonical(numeric, "15e-1"), "1.5");
  EXPECT_EQ(canonical(numeric, "1.5e3"), "1500");
  EXPECT_EQ(canonical(numeric, "5e-3"), "0.005");
  EXPECT_EQ(canonical(numeric, "-0.00"), "0");
  EXPECT_EQ(canonical(numeric, ".5"), "0.5");
  EXPECT_EQ(canonical(numeric, "1e200"), "unknown");
}

TEST(CellCanonical, WritesBooleansAsTrueOrFalse) {
  const ColumnType boolean = type_of(TypeFamily::kBoolean);
  EXPECT_EQ(canonical(boolean, "YES"), "true");
  EXPECT_EQ(canonical(boolean, "on"), "true");
  EXPECT_EQ(canonical(boolean, " 1 "), "true");
  EXPECT_EQ(canonical(boolean, "off"), "false");
  EXPECT_EQ(canonical(boolean, "n"), "false");
}

TEST(CellCanonical, WritesUuidsInLowerCaseWithHyphens) {
  EXPECT_EQ(canonical(type_of(TypeFamily::kUuid), "{0198F0A27C1E7D559A3F5F1F0C7A9B10}"),
            "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10");
}

TEST(CellCanonical, WritesTimesWithZoneInUtc) {
  const ColumnType time = type_of(TypeFamily::kTimestamptz, "timestamp with time zone");
  EXPECT_EQ(canonical(time, "2026-07-14T18:00:00.120+02:00"), "2026-07-14 16:00:00.12+00");
  EXPECT_EQ(canonical(time, "2026-07-14T16:00:00.12Z"), "2026-07-14 16:00:00.12+00");
  EXPECT_EQ(canonical(time, "2026-07-14"), "2026-07-14 00:00:00+00");
  EXPECT_EQ(canonical(time, "2026-12-31T23:30-01:00"), "2027-01-01 00:30:00+00");
}

TEST(CellCanonical, WritesTimesWithoutZoneAsTheyAre) {
  const ColumnType time = type_of(TypeFamily::kTimestamp, "timestamp without time zone");
  EXPECT_EQ(canonical(time, "2026-07-14T18:00+02:00"), "2026-07-14 18:00:00");
}

TEST(CellCanonical, RoundsTimesAsTheirColumnDoes) {
  const ColumnType time = type_of(TypeFamily::kTimestamp, "timestamp(3) without time zone");
  EXPECT_EQ(canonical(time, "2026-07-14T18:00:00.1235"), "2026-07-14 18:00:00.124");
  EXPECT_EQ(canonical(time, "1999-12-31T23:59:59.9996"), "2000-01-01 00:00:00");
}

TEST(CellCanonical, TakesTheDateOfATime) {
  EXPECT_EQ(canonical(type_of(TypeFamily::kDate), "2026-07-14T23:00:00-05:00"), "2026-07-14");
}

TEST(CellCanonical, ForgetsTheSpacesThatPadACharacterColumn) {
  EXPECT_EQ(canonical(type_of(TypeFamily::kText, "character(5)"), "ab "), "ab");
  EXPECT_EQ(canonical(type_of(TypeFamily::kText, "text"), "ab "), "ab ");
}

TEST(VersionOrder, IsTheNumberOrTheMicrosecond) {
  EXPECT_EQ(version_order(type_of(TypeFamily::kBigint), "-7"), -7);
  EXPECT_EQ(version_order(type_of(TypeFamily::kNumeric), "7.0"), 7);
  EXPECT_EQ(version_order(type_of(TypeFamily::kNumeric), "12e2"), 1200);
  EXPECT_EQ(version_order(type_of(TypeFamily::kTimestamptz), "1970-01-01T01:00:00.000001+01:00"),
            1);
  EXPECT_EQ(version_order(type_of(TypeFamily::kTimestamp), "1969-12-31T23:59:59.999999"), -1);
}

TEST(VersionOrder, RoundsSmallFractionsToTheMicrosecond) {
  EXPECT_EQ(version_order(type_of(TypeFamily::kTimestamptz), "1970-01-01T00:00:00.0000016Z"), 2);
  EXPECT_EQ(version_order(type_of(TypeFamily::kTimestamptz), "1970-01-01T00:00:00.9999999Z"),
            1'000'000);
}

TEST(VersionOrder, IsUnknownWhereOnlyTheServerKnowsIt) {
  EXPECT_FALSE(version_order(type_of(TypeFamily::kTimestamptz), "infinity"));
  EXPECT_FALSE(version_order(type_of(TypeFamily::kNumeric), "1.5"));
  EXPECT_FALSE(version_order(type_of(TypeFamily::kNumeric), "1e30"));
  EXPECT_FALSE(has_order(TypeFamily::kText));
}

}  // namespace
}  // namespace projector
