// What is refused of entries before any record is read, and the plans of what is not.

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "projector/base/startup_error.h"

#include "harbor_point.h"

namespace projector {
namespace {

// Harbor Point's projection, of which a test changes one thing.
class EntryCompileTest : public testing::Test {
 protected:
  EntryOptions& snapshot() { return harbor_.options.entries[0]; }
  EntryOptions& cancelled() { return harbor_.options.entries[3]; }
  EntryOptions& erased() { return *harbor_.options.tombstone; }

  // What is wrong, without its beginning; "none".
  std::string error() {
    try {
      static_cast<void>(harbor_.compile());
    } catch (const StartupError& failure) {
      EXPECT_EQ(failure.code(), ExitCode::kConfiguration);
      const std::string message = failure.what();
      const std::string subject = "projection \"manifest\", table public.passenger_manifest";
      const std::size_t place = message.find(subject);
      return place == std::string::npos ? message : message.substr(place + subject.size());
    }
    return "none";
  }

  HarborPoint harbor_;
};

TEST_F(EntryCompileTest, TakesHarborPointsProjection) { EXPECT_EQ(error(), "none"); }

TEST_F(EntryCompileTest, SaysPlaceProjectionTableAndEvent) {
  cancelled().place = "projector.yaml:20:7";
  cancelled().columns.pop_back();
  try {
    static_cast<void>(harbor_.compile());
    FAIL() << "an update that sets nothing was taken";
  } catch (const StartupError& failure) {
    EXPECT_EQ(std::string(failure.what()),
              "projector.yaml:20:7: error: projection \"manifest\", table "
              "public.passenger_manifest, event \"booking-cancelled\": update names no column "
              "beside the key: name in `columns` what it sets");
  }
}

TEST_F(EntryCompileTest, WantsEachForElements) {
  cancelled().columns[1].source.from = "./status";
  EXPECT_EQ(error(),
            ", event \"booking-cancelled\": column \"status\": \"./status\" is of an element, but "
            "there is no `each`: name the array with `each`, or point into the event, as in "
            "\"/x\"");
  cancelled().columns[1].source.from = "@index";
  EXPECT_NE(error().find("\"@index\" is of an element"), std::string::npos);
  harbor_.options.version.from = "./version";
  EXPECT_NE(error().find("\"./version\" is of an element"), std::string::npos);
}

TEST_F(EntryCompileTest, TakesEachForUpsertAndReplaceOnly) {
  cancelled().each = "/x";
  EXPECT_EQ(
      error(),
      ", event \"booking-cancelled\": `each` is for upsert and replace only: leave it out, or "
      "change `do`");
}

TEST_F(EntryCompileTest, WantsAPointerForEach) {
  snapshot().each = "booking";
  EXPECT_EQ(error(),
            ", event \"booking-confirmed\": `each`: \"booking\" is no JSON Pointer, such as "
            "\"/booking/passengers\"");
}

TEST_F(EntryCompileTest, WantsEachAndWithinForReplace) {
  snapshot().within.clear();
  EXPECT_EQ(error(),
            ", event \"booking-confirmed\": replace needs `within`: name the columns of the key "
            "that all rows of an event share");
  snapshot() = HarborPoint::checked_in();
  snapshot().event = "booking-confirmed";
  snapshot().kind = ChangeKind::kReplace;
  snapshot().within = {"booking_id"};
  EXPECT_EQ(error(),
            ", event \"booking-confirmed\": replace needs `each`: name the array whose elements "
            "become rows");
}

TEST_F(EntryCompileTest, WantsAProperPartOfTheKeyForWithin) {
  snapshot().within = {"booking_id", "passenger_no"};
  EXPECT_NE(error().find("`within` is the whole key"), std::string::npos);
  snapshot().within = {"cabin"};
  EXPECT_NE(error().find("`within` names \"cabin\", which is no column of the key"),
            std::string::npos);
  snapshot().within = {"booking_id", "booking_id"};
  EXPECT_NE(error().find("`within` names \"booking_id\" twice"), std::string::npos);
  snapshot().within = {"passenger_no"};
  EXPECT_NE(error().find("column \"passenger_no\" is of `within`, so it is the same for all"),
            std::string::npos);
}

TEST_F(EntryCompileTest, TakesWithinForReplaceOnly) {
  snapshot().kind = ChangeKind::kUpsert;
  EXPECT_NE(error().find("`within` is for replace only"), std::string::npos);
}

TEST_F(EntryCompileTest, WantsOneVersionForAReplace) {
  snapshot().version.emplace().from = "./version";
  EXPECT_EQ(error(),
            ", event \"booking-confirmed\": replace compares all rows of an event by one version, "
            "but \"./version\" is of an element: point into the event, as in \"/version\"");
}

TEST_F(EntryCompileTest, WantsTheWholeKeyWhereRowsAreInserted) {
  snapshot().columns.erase(snapshot().columns.begin() + 1);
  EXPECT_EQ(error(),
            ", event \"booking-confirmed\": a row is inserted with its whole key, and "
            "\"passenger_no\" has no source: name it in `columns`");
}

TEST_F(EntryCompileTest, WantsAPartOfTheKeyElsewhere) {
  cancelled().columns.erase(cancelled().columns.begin());
  EXPECT_EQ(error(),
            ", event \"booking-cancelled\": it names no column of the key (\"booking_id\", "
            "\"passenger_no\"): name all of it in `columns` for one row, or a part for all rows "
            "that bear it");
}

TEST_F(EntryCompileTest, TakesKeyColumnsOnlyForDelete) {
  erased().columns.push_back(column_source("cabin", "=none"));
  EXPECT_EQ(error(),
            ", tombstone: column \"cabin\" is not part of the key, and delete names such columns "
            "only: what is to become NULL stands in `clear`");
}

TEST_F(EntryCompileTest, ChecksWhatIsCleared) {
  erased().clear = {"booking_id"};
  EXPECT_NE(error().find("`clear` names \"booking_id\", which is of the key"), std::string::npos);
  erased().clear = {"version"};
  EXPECT_NE(error().find("`clear` names \"version\", which is of the key"), std::string::npos);
  erased().clear = {"cabin", "cabin"};
  EXPECT_NE(error().find("`clear` names \"cabin\" twice"), std::string::npos);
  erased().clear = {"cabbin"};
  EXPECT_NE(error().find("column \"cabbin\" is not there: the nearest are: cabin"),
            std::string::npos);
  erased().clear = {"status"};
  harbor_.table.columns[5].nullable = false;
  EXPECT_NE(error().find("ALTER COLUMN status DROP NOT NULL"), std::string::npos);
}

TEST_F(EntryCompileTest, ClearsOnlyWhereRowsStay) {
  harbor_.options.removed_column.clear();
  harbor_.table.can_delete = true;
  EXPECT_EQ(error(),
            ", tombstone: `clear` needs `removed`: without a mark the row is deleted, and nothing "
            "is left to clear");
  cancelled().clear = {"cabin"};
  EXPECT_NE(error().find("`clear` is for delete only"), std::string::npos);
}

TEST_F(EntryCompileTest, WantsDeletePrivilegesOnlyWhereRowsGo) {
  erased().clear.clear();
  harbor_.options.removed_column.clear();
  EXPECT_EQ(error(),
            ": the user of postgres.url may not DELETE: let the owner run GRANT DELETE ON "
            "public.passenger_manifest TO that user");
}

TEST_F(EntryCompileTest, WantsInsertPrivilegesOnlyWhereRowsCome) {
  harbor_.table.can_insert = false;
  EXPECT_NE(error().find("may not INSERT"), std::string::npos);
  harbor_.options.entries = {HarborPoint::checked_in(), HarborPoint::cancelled()};
  EXPECT_EQ(error(), "none");
}

TEST_F(EntryCompileTest, LooksAtUnnamedColumnsOnlyWhereRowsCome) {
  harbor_.table.columns[6].nullable = false;
  EXPECT_NE(error().find("column \"checked_in_at\" is NOT NULL and has no default"),
            std::string::npos);
  harbor_.options.entries = {HarborPoint::checked_in(), HarborPoint::cancelled()};
  EXPECT_EQ(error(), "none");
}

TEST_F(EntryCompileTest, RefusesAPointerInATombstone) {
  erased().columns[0].source.from = "/booking_id";
  EXPECT_EQ(error(),
            ", tombstone: column \"booking_id\": a record without a value has no \"/booking_id\": "
            "take a field of the record, as in \"@key\" or \"@header:NAME\"");
  erased() = HarborPoint::erased();
  erased().version.reset();
  EXPECT_EQ(error(),
            ", tombstone: column \"version\": a record without a value has no \"/version\": take a "
            "field of the record, as in \"@key\" or \"@header:NAME\"");
}

TEST_F(EntryCompileTest, RefusesTheSameEventTwice) {
  harbor_.options.entries[1].event = "booking-confirmed";
  EXPECT_EQ(error(),
            ", event \"booking-confirmed\": the event is there twice: leave one of them out");
}

TEST_F(EntryCompileTest, WantsAnEventForSeveralEntries) {
  harbor_.options.event.reset();
  EXPECT_EQ(error(), ": there are several entries, and no `event` to choose by");
}

TEST_F(EntryCompileTest, WantsSomethingToDo) {
  harbor_.options.entries.clear();
  EXPECT_EQ(error(), ": `event` has nothing to choose from: add entries to `on`");
  harbor_.options.event.reset();
  harbor_.options.tombstone.reset();
  EXPECT_NE(error().find("it says nothing of what to do"), std::string::npos);
}

TEST_F(EntryCompileTest, RefusesAnEventThatIsTheSameForAll) {
  harbor_.options.event->from = "=confirmed";
  EXPECT_NE(error().find("`event`: \"=confirmed\" is the same for all records"), std::string::npos);
}

TEST_F(EntryCompileTest, TakesFormatForTimesOnly) {
  EntryOptions& checked_in = harbor_.options.entries[2];
  checked_in.columns[2].source.format = ValueFormat::kEpochSeconds;
  EXPECT_EQ(error(), "none");
  checked_in.columns[3].source.format = ValueFormat::kEpochSeconds;
  EXPECT_EQ(error(),
            ", event \"passenger-checked-in\": column \"boarding_group\": `format` reads a number "
            "as a time, and text takes none: a timestamp or a date is needed");
  checked_in.columns[3].source.format = ValueFormat::kAsWritten;
  checked_in.columns[2].source.from = "@timestamp";
  EXPECT_NE(error().find("`format` reads a number, and \"@timestamp\" is none"), std::string::npos);
}

TEST_F(EntryCompileTest, RefusesKeysThatCannotBeCompared) {
  harbor_.table.columns[0] = catalog_column("booking_id", "jsonb", TypeFamily::kJson, false);
  EXPECT_NE(
      error().find("key column \"booking_id\" is of type jsonb, of which equal values cannot"),
      std::string::npos);
}

TEST_F(EntryCompileTest, RefusesAMarkThatIsAlsoTheVersion) {
  harbor_.options.removed_column = "version";
  EXPECT_NE(error().find("`removed` column \"version\" is the version or part of the key"),
            std::string::npos);
}

TEST_F(EntryCompileTest, RefusesTwoProjectionsOfATableThatDisagree) {
  ProjectionOptions other = harbor_.options;
  other.name = "other";
  other.key = {"passenger_no"};
  other.version_column = "revision";
  const std::vector<ProjectionTarget> targets = {{&harbor_.options, &harbor_.table},
                                                 {&other, &harbor_.table}};
  try {
    static_cast<void>(compile_projection(targets, harbor_.topic));
    FAIL() << "two keys of one table were taken";
  } catch (const StartupError& failure) {
    const std::string message = failure.what();
    EXPECT_NE(message.find("projection \"other\", table public.passenger_manifest: projection "
                           "\"manifest\" writes this table by another `key`"),
              std::string::npos)
        << message;
    EXPECT_NE(message.find("by another `version` column"), std::string::npos);
    EXPECT_EQ(message.find("by another `removed` column"), std::string::npos);
  }
}

TEST_F(EntryCompileTest, SharesATablesIndexAndPlansAmongProjections) {
  ProjectionOptions other = harbor_.options;
  other.name = "other";
  std::reverse(other.key.begin(), other.key.end());
  const std::vector<ProjectionTarget> targets = {{&harbor_.options, &harbor_.table},
                                                 {&other, &harbor_.table}};
  const Projection projection = compile_projection(targets, harbor_.topic);
  EXPECT_EQ(projection.plans.size(), 5u);
  EXPECT_EQ(projection.plans.back().table_index, 0u);
}

TEST_F(EntryCompileTest, SharesPlansOfColumnsInAnotherOrder) {
  std::reverse(snapshot().columns.begin(), snapshot().columns.end());
  EXPECT_EQ(harbor_.compile().plans.size(), 5u);
}

TEST_F(EntryCompileTest, SaysTheErrorsOfAllEntries) {
  snapshot().within.clear();
  cancelled().columns.pop_back();
  erased().clear = {"booking_id"};
  const std::string errors = error();
  EXPECT_NE(errors.find("needs `within`"), std::string::npos);
  EXPECT_NE(errors.find("update names no column"), std::string::npos);
  EXPECT_NE(errors.find("tombstone: `clear` names"), std::string::npos);
}

}  // namespace
}  // namespace projector
