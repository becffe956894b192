#include <cstddef>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "fake_headers.h"
#include "manifest_fixture.h"

namespace projector {
namespace {

constexpr std::size_t kRoomy = std::size_t{1} << 30;

class FlatMapperTest : public testing::Test {
 protected:
  // The cells that came of the value, as text: "a|1|NULL|7"; or "class: reason".
  std::string map(std::string_view value) {
    record_.value = value;
    if (!projection_.mapper) projection_ = manifest_.compile();
    const std::size_t first = batch_.cells.size();
    Rejection rejection;
    if (projection_.mapper->map(record_, batch_, kRoomy, rejection) != MapAction::kMapped) {
      return std::string(name_of(rejection.reject)) + ": " + rejection.reason;
    }
    std::string text;
    for (std::size_t i = first; i < batch_.cells.size(); ++i) {
      const Cell cell = batch_.cells[i];
      text += (i == first ? "" : "|") + (cell.data() == nullptr ? "NULL" : std::string(cell));
    }
    return text;
  }

  // One more column, filled from /x.
  std::string map_into(const std::string& type, TypeFamily family, const std::string& x) {
    manifest_.add("x", type, family, "/x");
    return map(R"({"id":"a","no":1,"version":7,"x":)" + x + "}");
  }

  Manifest manifest_;
  RecordView record_;
  Batch batch_;
  Projection projection_;
};

TEST_F(FlatMapperTest, FillsCellsInTheOrderOfThePlan) {
  EXPECT_EQ(map(R"({"version":7,"name":"n","no":1,"id":"a","other":[1]})"), "a|1|n|7");

  const WritePlan& plan = projection_.plans.at(0);
  ASSERT_EQ(plan.columns.size(), 4u);
  EXPECT_EQ(plan.key_count, 2u);
  EXPECT_EQ(plan.columns[0].name, "id");
  EXPECT_EQ(plan.columns[2].name, "name");
  EXPECT_EQ(plan.columns[plan.version_index()].type, "bigint");
}

TEST_F(FlatMapperTest, AppendsRecordAndRow) {
  record_.key = "the key";
  ASSERT_EQ(map(R"({"id":"a","no":1,"version":1})"), "a|1|NULL|1");
  ASSERT_EQ(map(R"({"id":"b","no":2,"version":2})"), "b|2|NULL|2");

  ASSERT_EQ(batch_.records.size(), 2u);
  EXPECT_EQ(batch_.records[1].key, "the key");
  EXPECT_EQ(batch_.records[1].value, R"({"id":"b","no":2,"version":2})");
  EXPECT_EQ(batch_.records[1].first_row, 1u);
  EXPECT_EQ(batch_.records[1].row_count, 1u);
  EXPECT_EQ(batch_.rows[1].record, 1u);
  EXPECT_EQ(batch_.rows[1].first_cell, 4u);
  EXPECT_EQ(batch_.rows[1].version, 2);
}

TEST_F(FlatMapperTest, KeepsANullKeyNullAndAnEmptyOneEmpty) {
  map(R"({"id":"a","no":1,"version":1})");
  record_.key = std::string_view("");
  map(R"({"id":"a","no":1,"version":1})");

  EXPECT_EQ(batch_.records[0].key.data(), nullptr);
  EXPECT_NE(batch_.records[1].key.data(), nullptr);
}

TEST_F(FlatMapperTest, LeavesTheBatchAsItWasAfterARejection) {
  map(R"({"id":"a","no":1,"version":1})");
  const std::size_t bytes = batch_.arena.bytes();
  EXPECT_EQ(map(R"({"id":"a","no":1,"name":"n"})").substr(0, 7), "version");
  EXPECT_EQ(map("{").substr(0, 4), "json");

  EXPECT_EQ(batch_.records.size(), 1u);
  EXPECT_EQ(batch_.rows.size(), 1u);
  EXPECT_EQ(batch_.cells.size(), 4u);
  EXPECT_EQ(batch_.arena.bytes(), bytes);
}

TEST_F(FlatMapperTest, OutlivesTheBytesThatItWasGiven) {
  std::string value = R"({"id":"a\tb","no":1,"version":1})";
  map(value);
  value.assign(value.size(), '#');

  EXPECT_EQ(batch_.cells[0], "a\tb");
  EXPECT_EQ(batch_.cells[1], "1");
}

TEST_F(FlatMapperTest, RejectsEmptyAndNullValues) {
  EXPECT_EQ(map(std::string_view("")), "json: the value is empty, not a JSON document");
  EXPECT_EQ(map({}),
            "event: the value is null, and the projection has no `tombstone` for such records");
}

TEST_F(FlatMapperTest, TakesARecordOfTheLargestSizeAndNoneLarger) {
  const std::string value = R"({"id":"a","no":1,"version":1})";
  manifest_.topic.record_bytes_max = value.size() + 3;
  record_.key = "abc";
  EXPECT_EQ(map(value), "a|1|NULL|1");
  record_.key = "abcd";
  EXPECT_EQ(map(value), "too_large: key and value have 33 bytes, flow.record_bytes allows 32");
}

TEST_F(FlatMapperTest, TakesMissingAndNullForTheSame) {
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1,"name":null})"), "a|1|NULL|1");
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1})"), "a|1|NULL|1");
}

TEST_F(FlatMapperTest, FillsInTheDefault) {
  manifest_.columns()[0].source.default_text = "unknown";
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1,"name":null})"), "a|1|unknown|1");
}

TEST_F(FlatMapperTest, RejectsWhatIsRequiredAndMissing) {
  manifest_.columns()[0].source.required = true;
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1,"name":null})"),
            R"(required: /name: a value for column "name" (text) is required, got null)");
}

TEST_F(FlatMapperTest, RejectsNullInAColumnThatHasNone) {
  manifest_.column("name").nullable = false;
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1})"),
            R"(required: /name: a value for column "name" (text) is required, got nothing)");
}

TEST_F(FlatMapperTest, RejectsNullInTheKey) {
  EXPECT_EQ(map(R"({"id":null,"no":1,"version":1})"),
            R"(required: /id: a value for key column "id" (text) is required, got null)");
}

TEST_F(FlatMapperTest, RejectsAChangeWithoutVersion) {
  EXPECT_EQ(
      map(R"({"id":"a","no":1})"),
      R"(version: /version: a version for column "version" (bigint) is required, got nothing)");
}

TEST_F(FlatMapperTest, NamesPointerColumnAndKindOfAWrongValue) {
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":"secret"})"),
            R"(type: /version: expected an integer for column "version" (bigint), got a string)");
  EXPECT_EQ(map(R"({"id":"a","no":3000000000,"version":1})"),
            R"(type: /no: the number is out of range for key column "no" (integer))");
  EXPECT_EQ(map(R"({"id":{},"no":1,"version":1})"),
            R"(type: /id: expected text for key column "id" (text), got an object)");
}

TEST_F(FlatMapperTest, NamesTheLengthOfATextThatIsTooLong) {
  manifest_.column("name").type = "character varying(3)";
  manifest_.column("name").length_max = 3;
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1,"name":"abcd"})"),
            "type: /name: text of 4 characters is too long for column \"name\" (character "
            "varying(3))");
}

TEST_F(FlatMapperTest, WritesKeysInOneWay) {
  EXPECT_EQ(map(R"({"id":"a","no":"+01","version":"007"})"), "a|1|NULL|7");
}

TEST_F(FlatMapperTest, KeepsTheDigitsOfNumbers) {
  EXPECT_EQ(map_into("numeric", TypeFamily::kNumeric, "12345678901234567890.10"),
            "a|1|NULL|12345678901234567890.10|7");
}

TEST_F(FlatMapperTest, WritesScalarsIntoTextAsTheirText) {
  EXPECT_EQ(map_into("text", TypeFamily::kText, "1.50"), "a|1|NULL|1.50|7");
}

TEST_F(FlatMapperTest, WritesTrueIntoText) {
  EXPECT_EQ(map_into("text", TypeFamily::kText, "true"), "a|1|NULL|true|7");
}

TEST_F(FlatMapperTest, UnescapesStringsForText) {
  EXPECT_EQ(map_into("text", TypeFamily::kText, R"("\u00e9\n")"), "a|1|NULL|\xc3\xa9\n|7");
}

TEST_F(FlatMapperTest, RejectsNulInText) {
  EXPECT_EQ(map_into("text", TypeFamily::kText, R"("a\u0000b")"),
            "type: /x: it holds a NUL character, which column \"x\" (text) cannot store");
}

TEST_F(FlatMapperTest, RejectsNulInsideJsonb) {
  EXPECT_EQ(map_into("jsonb", TypeFamily::kJson, R"({"a":["\u0000"]})"),
            "type: /x: it holds a NUL character, which column \"x\" (jsonb) cannot store");
}

TEST_F(FlatMapperTest, WritesDocumentsIntoJsonAsTheyAre) {
  EXPECT_EQ(map_into("jsonb", TypeFamily::kJson, R"({"a" : ["\u00e9", 1.0]})"),
            R"(a|1|NULL|{"a" : ["\u00e9", 1.0]}|7)");
}

TEST_F(FlatMapperTest, WritesAStringIntoJsonWithItsQuotes) {
  EXPECT_EQ(map_into("jsonb", TypeFamily::kJson, R"("a\"b")"), R"(a|1|NULL|"a\"b"|7)");
}

TEST_F(FlatMapperTest, ReadsTheFieldsOfTheRecord) {
  manifest_.add("k", "text", TypeFamily::kText, "@key");
  manifest_.add("o", "bigint", TypeFamily::kBigint, "@offset");
  manifest_.add("p", "integer", TypeFamily::kInteger, "@partition");
  manifest_.add("t", "text", TypeFamily::kText, "@topic");
  manifest_.add("at", "timestamp with time zone", TypeFamily::kTimestamptz, "@timestamp");
  manifest_.add("ms", "bigint", TypeFamily::kBigint, "@timestamp");
  manifest_.add("c", "text", TypeFamily::kText, "=constant");
  record_.key = "key";
  record_.offset = Offset{42};
  record_.partition = {0, 3};
  record_.timestamp = WallTime(std::chrono::milliseconds(1'500));

  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1})"),
            "a|1|NULL|key|42|3|bookings-events|1970-01-01 00:00:01.5+00|1500|constant|1");
}

TEST_F(FlatMapperTest, TakesAbsentFieldsForNull) {
  manifest_.add("k", "text", TypeFamily::kText, "@key");
  manifest_.add("at", "timestamp with time zone", TypeFamily::kTimestamptz, "@timestamp");
  manifest_.add("h", "text", TypeFamily::kText, "@header:trace");
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1})"), "a|1|NULL|NULL|NULL|NULL|1");
}

TEST_F(FlatMapperTest, ReadsTheVersionFromAHeader) {
  manifest_.options.version.from = "@header:version";
  FakeHeaders headers;
  headers.values = {{"version", "12"}};
  record_.headers = &headers;
  EXPECT_EQ(map(R"({"id":"a","no":1})"), "a|1|NULL|12");
  EXPECT_EQ(batch_.rows[0].version, 12);

  headers.values = {{"version", "twelve"}};
  EXPECT_EQ(map(R"({"id":"a","no":1})"),
            "type: @header:version: expected an integer for column \"version\" (bigint), got other "
            "text");
}

TEST_F(FlatMapperTest, RejectsAHeaderThatIsNoText) {
  manifest_.add("h", "text", TypeFamily::kText, "@header:trace");
  FakeHeaders headers;
  headers.values = {{"trace", "\xff"}};
  record_.headers = &headers;
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1})"),
            "type: @header:trace: its bytes are not UTF-8, so they are no text for column \"h\" "
            "(text)");
}

TEST_F(FlatMapperTest, RejectsAHeaderBeyondItsBound) {
  manifest_.add("h", "text", TypeFamily::kText, "@header:trace");
  FakeHeaders headers;
  headers.values = {{"trace", std::string(4097, 'x')}};
  record_.headers = &headers;
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":1})").substr(0, 9), "too_large");
}

TEST_F(FlatMapperTest, OrdersTimesByMicroseconds) {
  manifest_.column("version") =
      catalog_column("version", "timestamp with time zone", TypeFamily::kTimestamptz);
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":"1970-01-01T02:00:00.5+02:00"})"),
            "a|1|NULL|1970-01-01 00:00:00.5+00");
  EXPECT_EQ(batch_.rows[0].version, 500'000);
}

TEST_F(FlatMapperTest, RejectsAVersionWhoseOrderIsUnknown) {
  manifest_.column("version") =
      catalog_column("version", "timestamp with time zone", TypeFamily::kTimestamptz);
  EXPECT_EQ(map(R"({"id":"a","no":1,"version":"July 14, 2026"})"),
            "version: /version: the order of this version for column \"version\" (timestamp with "
            "time zone) cannot be told; write a whole number, or a time as 2026-07-14T18:00:00Z, "
            "got a string");
}

TEST_F(FlatMapperTest, SaysTheLeastThatARecordAdds) {
  const std::string value = R"({"id":"a","no":1,"version":1})";
  ASSERT_EQ(map(value), "a|1|NULL|1");
  EXPECT_EQ(projection_.mapper->mapped_bytes_min(value.size()), batch_.bytes());
}

}  // namespace
}  // namespace projector
