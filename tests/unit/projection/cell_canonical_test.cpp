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
  const std::string_view canonical = canonical_cell(type, text, arena);
  return canonical.data() == nullptr ? "unknown" : std::string(canonical);
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
  EXPECT_EQ(canonical_cell(type_of(TypeFamily::kBigint), text, arena).data(), text.data());
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

TEST(CellCanonical, RoundsNumericsAsTheirColumnDoes) {
  const ColumnType numeric = type_of(TypeFamily::kNumeric, "numeric(5,2)");
  EXPECT_EQ(canonical(numeric, "1.005"), "1.01");
  EXPECT_EQ(canonical(numeric, "1.004"), "1");
  EXPECT_EQ(canonical(numeric, "9.995"), "10");
  EXPECT_EQ(canonical(numeric, "-0.004"), "0");
  EXPECT_EQ(canonical(type_of(TypeFamily::kNumeric, "numeric(3,-2)"), "150"), "200");
  EXPECT_EQ(canonical(type_of(TypeFamily::kNumeric, "numeric(3,-2)"), "49"), "0");
}

TEST(CellCanonical, WritesSpecialNumbersAsTheServerDoes) {
  EXPECT_EQ(canonical(type_of(TypeFamily::kNumeric), "nan"), "NaN");
  EXPECT_EQ(canonical(type_of(TypeFamily::kFloat, "real"), "-INF"), "-Infinity");
  EXPECT_EQ(canonical(type_of(TypeFamily::kFloat, "real"), " inf "), "Infinity");
}

TEST(CellCanonical, WritesTheShortestTextOfAFloat) {
  const ColumnType wide = type_of(TypeFamily::kFloat, "double precision");
  EXPECT_EQ(canonical(wide, "1.50"), "1.5");
  EXPECT_EQ(canonical(wide, "0.1000000000000000055"), "0.1");
  EXPECT_EQ(canonical(wide, "-0"), "0");
  EXPECT_EQ(canonical(wide, "+1e3"), "1000");
  EXPECT_EQ(canonical(type_of(TypeFamily::kFloat, "real"), "16777217"),
            canonical(type_of(TypeFamily::kFloat, "real"), "16777216"));
}

TEST(CellCanonical, WritesTimesOfDay) {
  const ColumnType time = type_of(TypeFamily::kTime, "time without time zone");
  EXPECT_EQ(canonical(time, "18:00"), "18:00:00");
  EXPECT_EQ(canonical(time, "18:00:00.50+02"), "18:00:00.5");
  EXPECT_EQ(canonical(time, "24:00"), "24:00:00");
  EXPECT_EQ(canonical(type_of(TypeFamily::kTime, "time(0) without time zone"), "23:59:59.5"),
            "24:00:00");
  EXPECT_EQ(canonical(time, "6 PM"), "unknown");
}

TEST(CellCanonical, KeepsTheZoneOfATimeOfDay) {
  const ColumnType time = type_of(TypeFamily::kTime, "time with time zone");
  EXPECT_EQ(canonical(time, "18:00Z"), "18:00:00+00");
  EXPECT_EQ(canonical(time, "18:00"), "18:00:00+00");
  EXPECT_EQ(canonical(time, "18:00-0530"), "18:00:00-05:30");
}

TEST(CellCanonical, KnowsTheEndOfTheDayInItsZone) {
  const ColumnType time = type_of(TypeFamily::kTime, "time(2) with time zone");
  EXPECT_EQ(canonical(time, "23:59:59.995-03:30"), "24:00:00-03:30");
  EXPECT_EQ(canonical(time, "24:00:00-03:30"), "24:00:00-03:30");
  EXPECT_EQ(canonical(time, "24:00Z"), "24:00:00+00");
  EXPECT_EQ(canonical(time, "24:00:01+00"), "unknown");
}

TEST(CellCanonical, WritesBytesInHex) {
  const ColumnType bytes = type_of(TypeFamily::kBytea, "bytea");
  EXPECT_EQ(canonical(bytes, "\\x00FF"), "\\x00ff");
  EXPECT_EQ(canonical(bytes, "ab"), "\\x6162");
}

TEST(CellCanonical, WritesFormsOfDates) {
  const ColumnType date = type_of(TypeFamily::kDate);
  EXPECT_EQ(canonical(date, "2026-7-4"), "2026-07-04");
  EXPECT_EQ(canonical(date, "20260704"), "2026-07-04");
  EXPECT_EQ(canonical(date, "INFINITY"), "infinity");
  EXPECT_EQ(canonical(date, "July 4, 2026"), "unknown");
}

TEST(CellCanonical, WritesTimesBeforeOurEra) {
  EXPECT_EQ(canonical(type_of(TypeFamily::kTimestamptz, "timestamp with time zone"),
                      "0001-01-01T00:00:00+05"),
            "0001-12-31 19:00:00+00 BC");
}

TEST(CellCanonical, LowersTheLettersOfCitext) {
  EXPECT_EQ(canonical(type_of(TypeFamily::kText, "citext"), "AbC"), "abc");
  EXPECT_EQ(canonical(type_of(TypeFamily::kText, "public.citext"), "AbC"), "abc");
  EXPECT_EQ(canonical(type_of(TypeFamily::kText, "text"), "AbC"), "AbC");
}

TEST(CellCanonical, CutsWhatTheColumnCuts) {
  EXPECT_EQ(canonical(type_of(TypeFamily::kText, "name"), std::string(70, 'x')),
            std::string(63, 'x'));
  EXPECT_EQ(canonical(type_of(TypeFamily::kText, "name"), std::string(62, 'x') + "\xc3\xa9"),
            std::string(62, 'x'));
  CatalogColumn column;
  column.family = TypeFamily::kText;
  column.type = "character varying(3)";
  column.length_max = 3;
  EXPECT_EQ(canonical(column_type(column), "\xc3\xa9   "), "\xc3\xa9  ");
}

TEST(CellCanonical, KnowsTheTypesThatAKeyMayHave) {
  EXPECT_FALSE(has_canonical_form(type_of(TypeFamily::kJson, "jsonb")));
  EXPECT_FALSE(has_canonical_form(type_of(TypeFamily::kOther, "inet")));
  EXPECT_TRUE(has_canonical_form(type_of(TypeFamily::kEnum, "mood")));
  EXPECT_EQ(canonical(type_of(TypeFamily::kOther, "inet"), "10.0.0.1"), "unknown");
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
