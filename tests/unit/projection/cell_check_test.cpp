#include "cell_check.h"

#include <string>

#include <gtest/gtest.h>

namespace projector {
namespace {

ColumnType type_of(TypeFamily family, const std::string& name = "", std::int32_t length_max = -1) {
  CatalogColumn column;
  column.family = family;
  column.type = name;
  column.length_max = length_max;
  return column_type(column);
}

// Every text under one type: a letter each. p passes, f has a wrong form, r is out of range.
template <typename... Texts>
std::string verdicts(const ColumnType& type, Texts... texts) {
  constexpr std::string_view kLetters = "pfrlu";
  std::string letters;
  ((letters += kLetters[static_cast<std::size_t>(check_cell(type, texts))]), ...);
  return letters;
}

TEST(CellCheck, KnowsTheRangesOfIntegers) {
  EXPECT_EQ(verdicts(type_of(TypeFamily::kSmallint), "32767", "32768", "-32768", "-32769"), "prpr");
  EXPECT_EQ(verdicts(type_of(TypeFamily::kInteger), "2147483647", "2147483648", "-2147483648",
                     "-2147483649"),
            "prpr");
  EXPECT_EQ(verdicts(type_of(TypeFamily::kBigint), "9223372036854775807", "9223372036854775808",
                     "-9223372036854775808", "-9223372036854775809"),
            "prpr");
}

TEST(CellCheck, ReadsIntegersAsTheServerDoes) {
  const ColumnType integer = type_of(TypeFamily::kInteger);
  EXPECT_EQ(verdicts(integer, "007", "+1", " 1 ", "-0"), "pppp");
  EXPECT_EQ(verdicts(integer, "", " ", "1.0", "1e3", "one", "true", "+-1", "1 2", "-"),
            "fffffffff");
}

TEST(CellCheck, LeavesFormsOfNewerServersToThem) {
  EXPECT_EQ(verdicts(type_of(TypeFamily::kInteger), "0x1F", "1_000"), "pp");
  EXPECT_EQ(verdicts(type_of(TypeFamily::kNumeric), "Infinity", "NaN", "0x1F", "1e 3", "1e\t3"),
            "ppppp");
}

TEST(CellCheck, KnowsPrecisionOfNumerics) {
  const ColumnType numeric = type_of(TypeFamily::kNumeric, "numeric(5,2)");
  EXPECT_EQ(verdicts(numeric, "999.99", "1000", "0.00001", "1e2", "1e3", "0e99", "-999"),
            "prpprpp");
  EXPECT_EQ(verdicts(type_of(TypeFamily::kNumeric), "1e131071", "1e131072", "1e999999999999"),
            "prr");
  EXPECT_EQ(
      verdicts(type_of(TypeFamily::kNumeric), ".5", "5.", "-.5e1", ".", "e5", "abc", "1e", ""),
      "pppfffff");
}

TEST(CellCheck, KnowsTheRangesOfFloats) {
  EXPECT_EQ(verdicts(type_of(TypeFamily::kFloat, "real"), "3.4e38", "1e39", "1e-48", "0"), "prrp");
  EXPECT_EQ(
      verdicts(type_of(TypeFamily::kFloat, "double precision"), "1.7e308", "1e309", "1e-400", "x"),
      "prrf");
}

TEST(CellCheck, TakesBooleansAsTheServerDoes) {
  const ColumnType boolean = type_of(TypeFamily::kBoolean);
  EXPECT_EQ(verdicts(boolean, "true", "F", "yes", "no", "ON", "off", "1", "0", " t ", "fal"),
            "pppppppppp");
  EXPECT_EQ(verdicts(boolean, "o", "2", "ja", "", "truee", "null", "falsely"), "fffffff");
}

TEST(CellCheck, TakesIsoTimes) {
  const ColumnType time = type_of(TypeFamily::kTimestamptz);
  EXPECT_EQ(verdicts(time, "2026-07-14", "2026-07-14T18:00:00.125Z", "2026-07-14 18:00+02",
                     "2026-07-14T18:00:00.1234567-05:30"),
            "pppp");
}

TEST(CellCheck, RefusesTimesThatAreNone) {
  const ColumnType time = type_of(TypeFamily::kTimestamptz);
  EXPECT_EQ(verdicts(time, "2026-02-30", "2026-13-01T00:00:00Z", "2026-07-14T25:00:00Z",
                     "2026-07-14T18:61:00Z", "2026-07-14T18:00:00+16", "0000-01-01", "soon", ""),
            "ffffffff");
}

TEST(CellCheck, LeavesOtherTimesToTheServer) {
  const ColumnType time = type_of(TypeFamily::kTimestamptz);
  EXPECT_EQ(verdicts(time, "July 14, 2026", "infinity", "now", "20260714", "2026-07-14T24:00:00Z",
                     "2016-12-31T23:59:60Z", "2026-07-14 18:00:00 Europe/Oslo"),
            "ppppppp");
}

TEST(CellCheck, RefusesMillisecondsForATime) {
  const ColumnType time = type_of(TypeFamily::kTimestamptz);
  EXPECT_EQ(verdicts(time, "1784052000125", "17840520001", "20260714", "1784050115"), "ffpp");
}

TEST(CellCheck, TakesTimesOfDay) {
  const ColumnType time = type_of(TypeFamily::kTime, "time with time zone");
  EXPECT_EQ(verdicts(time, "18:00", "18:00:00.125", "18:00:00Z", "18:00+05:30", "24:00:00", "6 PM",
                     "allballs"),
            "ppppppp");
  EXPECT_EQ(verdicts(time, "25:00", "18:60", "18:00:61", "18:00+16", "noon", ""), "ffffff");
}

TEST(CellCheck, TakesTheLabelsOfAnEnum) {
  ColumnType mood = type_of(TypeFamily::kEnum, "mood");
  EXPECT_EQ(verdicts(mood, "anything"), "p") << "without its labels, the server decides";
  mood.labels = {"sad", "ok"};
  EXPECT_EQ(verdicts(mood, "sad", "ok", "Sad", " sad", ""), "ppfff");
}

TEST(CellCheck, TakesBytes) {
  const ColumnType bytes = type_of(TypeFamily::kBytea, "bytea");
  EXPECT_EQ(verdicts(bytes, "\\x00ff", "abc", "", "\\x0", "\\"), "pppff");
}

TEST(CellCheck, TakesArraysInTheServersFormOnly) {
  ColumnType array = type_of(TypeFamily::kInteger, "integer[]");
  array.is_array = true;
  EXPECT_EQ(verdicts(array, "{1,2}", " {} ", "[0:1]={1,2}", "1", "", "[1,2]"), "pppfff");
}

TEST(CellCheck, RoundsNumericsBeforeTheyAreMeasured) {
  const ColumnType numeric = type_of(TypeFamily::kNumeric, "numeric(5,2)");
  EXPECT_EQ(verdicts(numeric, "999.994", "999.995", "-999.995", "999.9949999"), "prrp");
  EXPECT_EQ(verdicts(type_of(TypeFamily::kNumeric, "numeric(3,-2)"), "99949", "99950", "49"),
            "prp");
  EXPECT_EQ(verdicts(type_of(TypeFamily::kNumeric, "numeric(2,4)"), "0.0099", "0.01", "0.00995"),
            "prr");
}

TEST(CellCheck, KnowsTheNumbersThatAreNone) {
  EXPECT_EQ(
      verdicts(type_of(TypeFamily::kFloat, "real"), "NaN", "-inf", "infinity", "none", "infinite"),
      "pppff");
}

TEST(CellCheck, TakesUuidsAsTheServerDoes) {
  const ColumnType uuid = type_of(TypeFamily::kUuid);
  EXPECT_EQ(verdicts(uuid, "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10",
                     "0198F0A27C1E7D559A3F5F1F0C7A9B10", "{0198f0a2-7c1e7d55-9a3f5f1f-0c7a9b10}"),
            "ppp");
  EXPECT_EQ(
      verdicts(uuid, "", "0198f0a2", "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b1g",
               "0198f0a2--7c1e-7d55-9a3f-5f1f0c7a9b10", "0198f0a-27c1e-7d55-9a3f-5f1f0c7a9b10",
               "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10-", "{0198f0a27c1e7d559a3f5f1f0c7a9b10"),
      "fffffff");
}

TEST(CellCheck, CountsCharactersNotBytes) {
  const ColumnType text = type_of(TypeFamily::kText, "character varying(3)", 3);
  EXPECT_EQ(verdicts(text, "abc", "\xc3\xa9\xc3\xa9\xc3\xa9", "abcd", "abc   "), "pplp");
}

TEST(CellCheck, ChecksNothingOfTypesItDoesNotKnow) {
  EXPECT_EQ(verdicts(type_of(TypeFamily::kOther), "", "anything"), "pp");
}

}  // namespace
}  // namespace projector
