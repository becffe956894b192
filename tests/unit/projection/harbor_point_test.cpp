// The whole language in Harbor Point's shape: from its events to the rows that they change.

#include "harbor_point.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "projector/core/packed_headers.h"

#include "mapper_fixture.h"

namespace projector {
namespace {

constexpr std::string_view kConfirmed =
    R"({"type":"booking-confirmed","version":1,"occurred_at":"2026-07-06T09:00:00.125Z",)"
    R"("booking":{"id":"HP-1","sailing_id":"HPT","status":"confirmed","passengers":[)"
    R"({"no":1,"name":"ONE","cabin":"B214"},{"no":2,"name":"TWO"}]}})";

class HarborPointTest : public MapperTest {
 protected:
  HarborPointTest() { set_timestamp(1'783'328'400'000); }  // 2026-07-06 09:00:00
  Projection compile() const override { return harbor_.compile(); }

  std::string map_passengers(std::string_view passengers) {
    const std::string value =
        R"({"type":"booking-confirmed","version":1,"booking":{"id":"HP-1","passengers":)" +
        std::string(passengers) + "}}";
    return map(value);
  }

  HarborPoint harbor_;
};

TEST_F(HarborPointTest, ReplacesByARowForEachElementAndOneForTheParent) {
  EXPECT_EQ(map(kConfirmed),
            "upsert passenger_manifest HP-1|1|HPT|ONE|B214|confirmed|1\n"
            "upsert passenger_manifest HP-1|2|HPT|TWO|NULL|confirmed|1\n"
            "replace passenger_manifest HP-1|2026-07-06 09:00:00+00|1");
  ASSERT_EQ(batch_.records.size(), 1u);
  EXPECT_EQ(batch_.records[0].row_count, 3u);
  EXPECT_EQ(batch_.rows[2].record, 0u);
  EXPECT_EQ(batch_.rows[2].version, 1);
}

TEST_F(HarborPointTest, RemovesAllByAnEmptyReplace) {
  EXPECT_EQ(map_passengers("[]"), "replace passenger_manifest HP-1|2026-07-06 09:00:00+00|1");
  EXPECT_EQ(map_passengers(" [ ] "), "replace passenger_manifest HP-1|2026-07-06 09:00:00+00|1");
}

TEST_F(HarborPointTest, UpdatesTheRowOfAWholeKey) {
  EXPECT_EQ(
      map(R"({"type":"passenger-checked-in","version":2,"occurred_at":"2026-07-14T16:00:00Z",)"
          R"("booking_id":"HP-1","passenger_no":1,"boarding_group":"C"})"),
      "update passenger_manifest HP-1|1|2026-07-14T16:00:00Z|C|2");
  EXPECT_TRUE(projection().plans[batch_.rows[0].plan].is_whole_key);
}

TEST_F(HarborPointTest, UpdatesAllRowsOfAPartOfTheKey) {
  EXPECT_EQ(map(R"({"type":"booking-cancelled","version":3,"booking_id":"HP-1"})"),
            "update passenger_manifest HP-1|cancelled|3");
  const WritePlan& plan = projection().plans[batch_.rows[0].plan];
  EXPECT_FALSE(plan.is_whole_key);
  EXPECT_EQ(plan.key_count, 1u);
  EXPECT_EQ(plan.key_places, std::vector<std::uint32_t>({0}));
}

TEST_F(HarborPointTest, DeletesByATombstone) {
  record_.key = "HP-1";
  headers_.values = {{"version", "4"}};
  EXPECT_EQ(map_tombstone(), "delete passenger_manifest HP-1|2026-07-06 09:00:00+00|4");
  const WritePlan& plan = projection().plans[batch_.rows[0].plan];
  EXPECT_EQ(plan.cleared, std::vector<std::string>({"full_name", "cabin"}));
  EXPECT_EQ(plan.removed_mark, RemovedMark::kTimestamp);
  EXPECT_EQ(plan.columns[1].name, "removed_at");
  EXPECT_EQ(batch_.records[0].value.data(), nullptr);
  EXPECT_EQ(batch_.rows[0].version, 4);
}

TEST_F(HarborPointTest, MarksWithoutACellWhereTheMarkIsABoolean) {
  harbor_.table.columns.back() = catalog_column("removed_at", "boolean", TypeFamily::kBoolean);
  record_.timestamp.reset();
  EXPECT_EQ(map_passengers("[]"), "replace passenger_manifest HP-1|1");
}

TEST_F(HarborPointTest, SetsNothingWhereRemovedRowsAreDeleted) {
  harbor_.options.removed_column.clear();
  harbor_.options.tombstone->clear.clear();
  harbor_.table.can_delete = true;
  record_.key = "HP-1";
  headers_.values = {{"version", "4"}};
  EXPECT_EQ(map_tombstone(), "delete passenger_manifest HP-1|4");
  EXPECT_EQ(map_passengers("[]"), "replace passenger_manifest HP-1|1");
}

TEST_F(HarborPointTest, WantsATimestampForTheMark) {
  record_.timestamp.reset();
  EXPECT_EQ(
      map_passengers("[]"),
      "required: @timestamp: the record has no timestamp to mark removed rows with, in column "
      "\"removed_at\" (timestamp with time zone)");
}

TEST_F(HarborPointTest, SharesThePlansOfEntriesThatAreAlike) {
  EXPECT_EQ(projection().plans.size(), 5u)
      << "the upsert and the removal of a snapshot, two updates, a delete";
}

TEST_F(HarborPointTest, RefusesAnEachThatIsNoArray) {
  EXPECT_EQ(map_passengers("null"),
            "required: /booking/passengers: `each` wants an array, got null");
  EXPECT_EQ(map_passengers("{}"),
            "type: /booking/passengers: `each` wants an array, got an object");
  EXPECT_EQ(map(R"({"type":"booking-confirmed","version":1,"booking":{"id":"HP-1"}})"),
            "required: /booking/passengers: `each` wants an array, got nothing");
}

TEST_F(HarborPointTest, NamesTheElementThatIsWrong) {
  EXPECT_EQ(map_passengers(R"([{"no":1},{"no":2},{"no":3},{"no":"x"}])"),
            R"(type: /booking/passengers/3/no: expected an integer for key column "passenger_no" )"
            "(integer), got a string");
  EXPECT_EQ(
      map_passengers(R"([{"no":1},7])"),
      R"(required: /booking/passengers/1/no: a value for key column "passenger_no" (integer) )"
      "is required, got nothing");
  EXPECT_TRUE(batch_.rows.empty());
  EXPECT_TRUE(batch_.cells.empty());
  EXPECT_TRUE(batch_.records.empty());
}

TEST_F(HarborPointTest, CountsTheFirstOfDuplicateMembersInEachElement) {
  EXPECT_EQ(map_passengers(R"([{"no":1,"no":7},{"no":2,"name":"TWO","name":"SEVEN"}])"),
            "upsert passenger_manifest HP-1|1|NULL|NULL|NULL|NULL|1\n"
            "upsert passenger_manifest HP-1|2|NULL|TWO|NULL|NULL|1\n"
            "replace passenger_manifest HP-1|2026-07-06 09:00:00+00|1");
}

TEST_F(HarborPointTest, ForgetsTheElementBefore) {
  EXPECT_EQ(map_passengers(R"([{"no":1,"name":"ONE"},{"no":2}])"),
            "upsert passenger_manifest HP-1|1|NULL|ONE|NULL|NULL|1\n"
            "upsert passenger_manifest HP-1|2|NULL|NULL|NULL|NULL|1\n"
            "replace passenger_manifest HP-1|2026-07-06 09:00:00+00|1");
}

TEST_F(HarborPointTest, RejectsAnUnknownEventWithoutShowingIt) {
  EXPECT_EQ(map(R"({"type":"secret-event","version":1})"),
            "event: /type: no entry of `on` is for this event, a name of 12 characters; there are "
            "booking-amended, booking-cancelled, booking-confirmed, passenger-checked-in");
}

TEST_F(HarborPointTest, RejectsAnEventThatIsNoName) {
  EXPECT_EQ(map(R"({"version":1})"),
            "event: /type: the name of an event was expected, got nothing");
  EXPECT_EQ(map(R"({"type":null})"), "event: /type: the name of an event was expected, got null");
  EXPECT_EQ(map(R"({"type":["booking-confirmed"]})"),
            "event: /type: the name of an event was expected, got an array");
}

TEST_F(HarborPointTest, IgnoresUnknownEventsByConfiguration) {
  harbor_.options.unknown_event = UnknownEventPolicy::kIgnore;
  harbor_.options.tombstone.reset();
  EXPECT_EQ(map(R"({"type":"other"})"), "ignored");
  EXPECT_EQ(map(R"({})"), "ignored");
  EXPECT_EQ(map(R"({"type":{}})"), "ignored");
  EXPECT_EQ(map_tombstone(), "ignored");
  EXPECT_EQ(map("").substr(0, 5), "json:");
  EXPECT_EQ(map("{").substr(0, 5), "json:");
  EXPECT_TRUE(batch_.records.empty());
  EXPECT_EQ(batch_.arena.bytes(), 0u);
}

TEST_F(HarborPointTest, RejectsAMissingEventThatIsRequired) {
  harbor_.options.unknown_event = UnknownEventPolicy::kIgnore;
  harbor_.options.event->required = true;
  EXPECT_EQ(map(R"({"type":"other"})"), "ignored");
  EXPECT_EQ(map(R"({})"), "event: /type: the name of an event was expected, got nothing");
}

TEST_F(HarborPointTest, ReadsAnEventWithEscapes) {
  EXPECT_EQ(map(R"({"type":"booking\u002dcancelled","version":3,"booking_id":"HP-1"})"),
            "update passenger_manifest HP-1|cancelled|3");
}

TEST_F(HarborPointTest, TakesTheDefaultEvent) {
  harbor_.options.event->default_text = "booking-cancelled";
  EXPECT_EQ(map(R"({"version":3,"booking_id":"HP-1"})"),
            "update passenger_manifest HP-1|cancelled|3");
}

TEST_F(HarborPointTest, RejectsATombstoneWithoutItsEntry) {
  harbor_.options.tombstone.reset();
  EXPECT_EQ(map_tombstone(),
            "event: the value is null, and the projection has no `tombstone` for such records");
}

TEST_F(HarborPointTest, RejectsATombstoneWithoutVersionOrKey) {
  record_.key = "HP-1";
  EXPECT_EQ(map_tombstone(),
            "version: @header:version: a version for column \"version\" (bigint) is required, got "
            "nothing");
  headers_.values = {{"version", "4"}};
  record_.key = {};
  EXPECT_EQ(
      map_tombstone(),
      "required: @key: a value for key column \"booking_id\" (text) is required, got nothing");
}

TEST_F(HarborPointTest, RejectsValuesBesideATombstoneOnly) {
  harbor_.options.event.reset();
  harbor_.options.entries.clear();
  EXPECT_EQ(map("{}"),
            "event: the projection has an entry for tombstones only, and this record has a value");
}

TEST_F(HarborPointTest, KeepsHeadersWhereTheTopicHasDeadLetters) {
  headers_.values = {{"trace", "abc"}, {"version", "4"}};
  harbor_.topic.keeps_headers = true;
  ASSERT_EQ(map(kConfirmed).substr(0, 6), "upsert");
  const PackedHeaders headers(batch_.records[0].headers);
  ASSERT_EQ(headers.count(), 2u);
  EXPECT_EQ(headers.at(0).name, "trace");
  EXPECT_EQ(headers.find("version"), "4");
}

TEST_F(HarborPointTest, KeepsNoHeadersElsewhere) {
  headers_.values = {{"trace", "abc"}};
  ASSERT_EQ(map(kConfirmed).substr(0, 6), "upsert");
  EXPECT_TRUE(batch_.records[0].headers.empty());
}

TEST_F(HarborPointTest, SkipsTheRegistrysPrefixAndKeepsTheValueWhole) {
  harbor_.topic.format = RecordFormat::kJsonRegistry;
  const std::string value = std::string("\0\0\0\0\7", 5) + std::string(kConfirmed);
  ASSERT_EQ(map(value).substr(0, 36), "upsert passenger_manifest HP-1|1|HPT");
  EXPECT_EQ(batch_.records[0].value, value);
}

TEST_F(HarborPointTest, SaysThatTheRegistrysPrefixIsMissing) {
  harbor_.topic.format = RecordFormat::kJsonRegistry;
  const std::string reason =
      "json: the value does not begin with a schema registry's 5 bytes (a zero, and the schema's "
      "number), as the topic's format json_registry says";
  EXPECT_EQ(map(kConfirmed), reason);
  EXPECT_EQ(map(std::string_view("\0\0\0\0", 4)), reason);
  EXPECT_EQ(map(std::string_view("\0\0\0\0\7", 5)),
            "json: the value is not a JSON document: it ends too early");
}

TEST_F(HarborPointTest, TakesItsRoomExactlyAndNoByteLess) {
  ASSERT_EQ(map(kConfirmed).substr(0, 6), "upsert");
  const std::size_t bytes = batch_.bytes();

  EXPECT_EQ(map_within(kConfirmed, bytes - 1), MapAction::kNoRoom);
  EXPECT_EQ(batch_.bytes(), bytes) << "the batch is as it was before";
  EXPECT_EQ(map_within(kConfirmed, bytes), MapAction::kMapped);
  EXPECT_EQ(batch_.bytes(), 2 * bytes);
}

TEST_F(HarborPointTest, RefusesMillionsOfElementsBeforeTheyTakeMemory) {
  std::string value =
      R"({"type":"booking-confirmed","version":1,"booking":{"id":"x","passengers":[)";
  constexpr int kElements = 1'000'000;
  value.reserve(value.size() + std::size_t{9} * kElements);
  for (int i = 0; i < kElements; ++i) value += R"({"no":1},)";
  value += R"({"no":1}]}})";
  harbor_.topic.record_bytes_max = std::size_t{16} << 20;

  EXPECT_EQ(map_within(value, std::size_t{10} << 20), MapAction::kNoRoom);
  EXPECT_LE(batch_.cells.capacity() * sizeof(Cell), std::size_t{8} << 20);
  EXPECT_EQ(batch_.bytes(), 0u);
}

}  // namespace
}  // namespace projector
