// A second domain, unlike Harbor Point: telescopes that report nights of measurements. Composite
// keys of other types, versions from headers, epoch times, nested arrays, several tables from one
// event.

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "manifest_fixture.h"
#include "mapper_fixture.h"

namespace projector {
namespace {

constexpr std::string_view kTelescope = "0198F0A2-7C1E-7D55-9A3F-5F1F0C7A9B10";
constexpr std::string_view kCanonical = "0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10";

CatalogColumn array_column(std::string name, std::string type, TypeFamily family) {
  CatalogColumn column = catalog_column(std::move(name), std::move(type), family);
  column.is_array = true;
  return column;
}

CatalogColumn enum_column(std::string name, std::vector<std::string> labels) {
  CatalogColumn column = catalog_column(std::move(name), "sky_state", TypeFamily::kEnum);
  column.labels = std::move(labels);
  return column;
}

// exposures(telescope uuid, night date, band "char(2)", no smallint): a row for each exposure.
TableCatalog exposures() {
  TableCatalog table;
  table.schema = "sky";
  table.name = "exposures";
  table.columns = {catalog_column("night", "date", TypeFamily::kDate, false),
                   catalog_column("telescope", "uuid", TypeFamily::kUuid, false),
                   catalog_column("band", "character(2)", TypeFamily::kText, false),
                   catalog_column("no", "smallint", TypeFamily::kSmallint, false),
                   catalog_column("began", "timestamp without time zone", TypeFamily::kTimestamp),
                   enum_column("state", {"clear", "cloudy"}),
                   array_column("counts", "integer[]", TypeFamily::kInteger),
                   array_column("matrix", "double precision[]", TypeFamily::kFloat),
                   array_column("tags", "text[]", TypeFamily::kText),
                   catalog_column("raw", "bytea", TypeFamily::kBytea),
                   catalog_column("details", "jsonb", TypeFamily::kJson),
                   catalog_column("seen", "timestamp(3) with time zone", TypeFamily::kTimestamptz),
                   catalog_column("gone", "boolean", TypeFamily::kBoolean)};
  table.unique_indexes = {{"exposures_key", {"telescope", "night", "band", "no"}}};
  table.can_select = table.can_insert = table.can_update = true;
  return table;
}

// nights(telescope uuid, night date): one row of the same event, in another table.
TableCatalog nights() {
  TableCatalog table;
  table.schema = "sky";
  table.name = "nights";
  table.columns = {catalog_column("telescope", "uuid", TypeFamily::kUuid, false),
                   catalog_column("night", "date", TypeFamily::kDate, false),
                   catalog_column("observer", "text", TypeFamily::kText),
                   catalog_column("closes", "time without time zone", TypeFamily::kTime),
                   catalog_column("revision", "numeric(20,0)", TypeFamily::kNumeric)};
  table.unique_indexes = {{"nights_key", {"telescope", "night"}}};
  table.can_select = table.can_insert = table.can_update = true;
  return table;
}

ProjectionOptions exposures_projection() {
  ProjectionOptions options;
  options.name = "exposures";
  options.key = {"night", "telescope", "band", "no"};
  options.version_column = "seen";
  options.version.from = "@header:seen";
  options.version.format = ValueFormat::kEpochMilliseconds;
  options.removed_column = "gone";
  EntryOptions& entry = options.entries.emplace_back();
  entry.kind = ChangeKind::kReplace;
  entry.each = "/runs/0/exposures";
  entry.within = {"telescope", "night"};
  entry.columns = {column_source("telescope", "@key"),  column_source("night", "/night"),
                   column_source("band", "./band"),     column_source("no", "@index"),
                   column_source("began", "./at"),      column_source("state", "./state"),
                   column_source("counts", "./counts"), column_source("matrix", "./matrix"),
                   column_source("tags", "./tags"),     column_source("raw", "./raw"),
                   column_source("details", ".")};
  entry.columns[4].source.format = ValueFormat::kEpochSeconds;
  return options;
}

ProjectionOptions nights_projection() {
  ProjectionOptions options;
  options.name = "nights";
  options.key = {"telescope", "night"};
  options.version_column = "revision";
  options.version.from = "/revision";
  options.event.emplace().from = "@header:kind";
  options.unknown_event = UnknownEventPolicy::kIgnore;
  EntryOptions& entry = options.entries.emplace_back();
  entry.event = "night";
  entry.columns = {column_source("telescope", "@key"), column_source("night", "/night"),
                   column_source("observer", "/observer"), column_source("closes", "/closes")};
  return options;
}

class ObservatoryTest : public MapperTest {
 protected:
  ObservatoryTest() {
    record_.key = kTelescope;
    headers_.values = {{"seen", "1783328400125"}};
  }

  Projection compile() const override {
    std::vector<ProjectionTarget> targets = {{&exposures_, &exposures_table_}};
    if (with_nights_) targets.push_back({&nights_, &nights_table_});
    MappedTopic topic;
    topic.name = "nights";
    topic.record_bytes_max = 100'000;
    return compile_projection(targets, topic);
  }

  // The first row of an event with one exposure, without its key and version.
  std::string map_exposure(const std::string& members) {
    const std::string text =
        map(R"({"night":"2026-07-06","runs":[{"exposures":[{"band":"r",)" + members + "}]}]}");
    const std::size_t key = text.find("|r|0|");
    if (key == std::string::npos) return text;
    return text.substr(key + 5, text.find("|{\"band", key) - key - 5);
  }

  TableCatalog exposures_table_ = exposures();
  TableCatalog nights_table_ = nights();
  ProjectionOptions exposures_ = exposures_projection();
  ProjectionOptions nights_ = nights_projection();
  bool with_nights_ = false;
};

TEST_F(ObservatoryTest, MapsKeysOfManyTypesInOneWay) {
  const std::string rows =
      map(R"({"night":"2026-7-6","runs":[{"exposures":[{"band":"r "},{"band":"g"}]}]})");
  const std::string parent = std::string(kCanonical) + "|2026-07-06";
  EXPECT_EQ(rows, "upsert exposures " + parent +
                      "|r|0|NULL|NULL|NULL|NULL|NULL|NULL|{\"band\":\"r \"}|2026-07-06 "
                      "09:00:00.125+00\n"
                      "upsert exposures " +
                      parent +
                      "|g|1|NULL|NULL|NULL|NULL|NULL|NULL|{\"band\":\"g\"}|2026-07-06 "
                      "09:00:00.125+00\n"
                      "replace exposures " +
                      parent + "|2026-07-06 09:00:00.125+00");
  EXPECT_EQ(batch_.rows[0].version, 1'783'328'400'125'000);
  EXPECT_EQ(batch_.rows[2].version, 1'783'328'400'125'000);
}

TEST_F(ObservatoryTest, TakesTheKeysOrderOfTheIndex) {
  static_cast<void>(map(R"({"night":"2026-07-06","runs":[{"exposures":[]}]})"));
  ASSERT_EQ(projection().plans.size(), 2u);
  EXPECT_EQ(projection().plans[0].columns[0].name, "telescope");
  EXPECT_EQ(projection().plans[0].key_places, std::vector<std::uint32_t>({0, 1, 2, 3}));
  EXPECT_EQ(projection().plans[1].key_places, std::vector<std::uint32_t>({0, 1}));
  EXPECT_EQ(projection().plans[1].removed_mark, RemovedMark::kBoolean);
}

TEST_F(ObservatoryTest, ReadsSecondsToTheMicrosecond) {
  EXPECT_EQ(map_exposure(R"("at":1783328400.0000015)"),
            "2026-07-06 09:00:00.000002|NULL|NULL|NULL|NULL|NULL");
  EXPECT_EQ(map_exposure(R"("at":"-0.25")"), "1969-12-31 23:59:59.75|NULL|NULL|NULL|NULL|NULL");
  EXPECT_EQ(map_exposure(R"("at":17833284e2)"), "2026-07-06 09:00:00|NULL|NULL|NULL|NULL|NULL");
}

TEST_F(ObservatoryTest, RejectsSecondsThatAreNone) {
  const std::string column = R"(column "began" (timestamp without time zone))";
  EXPECT_EQ(map_exposure(R"("at":true)"),
            "type: /runs/0/exposures/0/at: expected a number of seconds since 1970 for " + column +
                ", got true");
  EXPECT_EQ(map_exposure(R"("at":"2026-07-06")").substr(0, 40),
            "type: /runs/0/exposures/0/at: expected a");
  EXPECT_EQ(map_exposure(R"("at":{})").substr(0, 40), "type: /runs/0/exposures/0/at: expected a");
  EXPECT_EQ(map_exposure(R"("at":1e13)"),
            "type: /runs/0/exposures/0/at: the time is out of range for " + column);
  EXPECT_EQ(map_exposure(R"("at":1e300)"),
            "type: /runs/0/exposures/0/at: the time is out of range for " + column);
}

TEST_F(ObservatoryTest, WritesArraysOfScalars) {
  EXPECT_EQ(map_exposure(R"("counts":[1,null,"3"],"matrix":[[1.5,2],[3,"NaN"]],)"
                         R"("tags":["a \"b\"","back\\slash","NULL",true,1.0,"\u00e9"])"),
            R"(NULL|NULL|{"1",NULL,"3"}|{{"1.5","2"},{"3","NaN"}}|)"
            R"({"a \"b\"","back\\slash","NULL","true","1.0","é"}|NULL)");
  EXPECT_EQ(map_exposure(R"("counts":[],"matrix":[[],[]],"tags":null)"),
            "NULL|NULL|{}|{}|NULL|NULL");
}

TEST_F(ObservatoryTest, NamesTheElementOfAnArrayThatIsWrong) {
  const std::string at = "type: /runs/0/exposures/0/";
  EXPECT_EQ(map_exposure(R"("counts":[1,"x"])"),
            at + R"(counts/1: expected an integer for column "counts" (integer[]), got a string)");
  EXPECT_EQ(map_exposure(R"("counts":[[1],[2,3000000000]])"),
            at + R"(counts/1/1: the number is out of range for column "counts" (integer[]))");
  EXPECT_EQ(map_exposure(R"("counts":[[1],[2,3]])"),
            at + "counts/1: the rows of an array for column \"counts\" (integer[]) must be of one "
                 "length and of one kind, got an array");
  EXPECT_EQ(map_exposure(R"("counts":[[1],2])").substr(0, at.size() + 9), at + "counts/1:");
  EXPECT_EQ(map_exposure(R"("counts":[{}])"),
            at + R"(counts/0: expected an integer for column "counts" (integer[]), got an object)");
  EXPECT_EQ(map_exposure(R"("tags":["\u0000"])"),
            at + R"(tags/0: it holds a NUL character, which column "tags" (text[]) cannot store)");
  EXPECT_EQ(map_exposure(R"("counts":7)"),
            at + R"(counts: expected an array for column "counts" (integer[]), got a number)");
}

TEST_F(ObservatoryTest, TakesAnArrayInTheServersForm) {
  EXPECT_EQ(map_exposure(R"("counts":"{1,2}")"), "NULL|NULL|{1,2}|NULL|NULL|NULL");
}

TEST_F(ObservatoryTest, ChecksLabelsAndBytes) {
  EXPECT_EQ(map_exposure(R"("state":"clear","raw":"\\x00FF")"),
            "NULL|clear|NULL|NULL|NULL|\\x00FF");
  EXPECT_EQ(map_exposure(R"("state":"Clear")"),
            "type: /runs/0/exposures/0/state: expected one of its labels for column \"state\" "
            "(sky_state), got a string");
  EXPECT_EQ(
      map_exposure(R"("raw":"\\x0")"),
      "type: /runs/0/exposures/0/raw: expected bytes in the hex or the escape form for column "
      "\"raw\" (bytea), got a string");
}

TEST_F(ObservatoryTest, RefusesAKeyWhoseFormItCannotCompare) {
  EXPECT_EQ(
      map(R"({"night":"July 6, 2026","runs":[{"exposures":[]}]})"),
      "type: /night: the projector cannot tell what this form of a date equals, for key column "
      "\"night\" (date)");
}

TEST_F(ObservatoryTest, WritesSeveralTablesFromOneEvent) {
  with_nights_ = true;
  headers_.values.emplace_back("kind", "night");
  const std::string parent = std::string(kCanonical) + "|2026-07-06";
  EXPECT_EQ(map(R"({"night":"2026-07-06","revision":7.0,"observer":"X","closes":"05:30",)"
                R"("runs":[{"exposures":[]}]})"),
            "replace exposures " + parent + "|2026-07-06 09:00:00.125+00\n" + "upsert nights " +
                parent + "|X|05:30|7");
  EXPECT_EQ(projection().plans[batch_.rows[0].plan].table_index, 0u);
  EXPECT_EQ(projection().plans[batch_.rows[1].plan].table_index, 1u);
  EXPECT_EQ(batch_.records[0].row_count, 2u);
}

TEST_F(ObservatoryTest, MapsForOneProjectionWhatAnotherIgnores) {
  with_nights_ = true;
  EXPECT_EQ(map(R"({"night":"2026-07-06","runs":[{"exposures":[]}]})").substr(0, 17),
            "replace exposures");
}

TEST_F(ObservatoryTest, RejectsForAllWhatOneRejects) {
  with_nights_ = true;
  headers_.values.emplace_back("kind", "night");
  EXPECT_EQ(map(R"({"night":"2026-07-06","revision":"x","runs":[{"exposures":[]}]})").substr(0, 15),
            "type: /revision");
  EXPECT_TRUE(batch_.rows.empty());
}

TEST_F(ObservatoryTest, IgnoresWhatAllIgnore) {
  with_nights_ = true;
  exposures_.event = nights_.event;
  exposures_.entries[0].event = "exposed";
  exposures_.unknown_event = UnknownEventPolicy::kIgnore;
  EXPECT_EQ(map("{}"), "ignored");
}

}  // namespace
}  // namespace projector
