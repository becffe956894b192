#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

const std::string kColumns = "columns: {id: /id, no: /no}\n";
const std::string kOn = "on: {made: {columns: {id: /id, no: /no}}}\n";

std::string warning_of(const std::string& body) {
  const Config config = parse(with_body(body), "projector.yaml");
  return config.warnings.empty() ? "none" : config.warnings[0];
}

TEST(ProjectionChecks, TakeOneFormOfTheTwo) {
  EXPECT_EQ(mistakes(with_body(kColumns)), "");
  EXPECT_EQ(mistakes(with_body("event: /type\n" + kOn)), "");
  EXPECT_EQ(mistakes(with_body("event: /type\n" + kOn + "do: update\n" + kColumns)),
            "9:5: projections.manifest.do: beside `on` it stands in the entries [move it there]\n"
            "10:5: projections.manifest.columns: beside `on` it stands in the entries [move it "
            "there]");
}

TEST(ProjectionChecks, WantEventAndOnTogether) {
  EXPECT_EQ(mistakes(with_body(kOn)),
            "7:5: projections.manifest.on: there is no `event` to choose by [say where an event's "
            "name stands, as in `event: /type`]");
  EXPECT_EQ(mistakes(with_body("event: /type\n" + kColumns)),
            "7:12: projections.manifest.event: there is no `on` for it to choose from [add `on` "
            "with an entry for each event, or leave it out]");
}

TEST(ProjectionChecks, WantEventsWithNames) {
  EXPECT_EQ(mistakes(with_body("event: /type\non: {}")),
            "8:5: projections.manifest.on names no event");
  EXPECT_EQ(mistakes(with_body("event: /type\non: {\"\": {" + kColumns.substr(0, 27) + "}}")),
            "8:10: projections.manifest.on: an event has no name");
  EXPECT_EQ(
      mistakes(with_body("event: /type\non:\n  a: {" + kColumns.substr(0, 27) + "}\n  a: {}")),
      "10:7: duplicate key \"a\" in projections.manifest.on [first at line 9]");
}

TEST(ProjectionChecks, TakeTheEventFromTheRecord) {
  EXPECT_EQ(mistakes(with_body("event: \"@header:type\"\n" + kOn)), "");
  EXPECT_EQ(mistakes(with_body("event: =made\n" + kOn)),
            "7:12: projections.manifest.event: it must be of the event or the record [as in /type "
            "or \"@header:type\"]");
  EXPECT_EQ(mistakes(with_body("event: {from: /type, format: epoch_s}\n" + kOn)),
            "7:19: projections.manifest.event: a name has no `format` [leave it out]");
}

TEST(ProjectionChecks, KnowWhatMayBeUnknown) {
  const std::string tombstone =
      "tombstone: {do: delete, version: \"@offset\", columns: {id: \"@key\"}}\n";
  EXPECT_EQ(mistakes(with_body(kColumns + "unknown_event: ignore")), "");
  EXPECT_EQ(mistakes(with_body(tombstone + "unknown_event: ignore")), "");
  EXPECT_EQ(mistakes(with_body(kColumns + tombstone + "unknown_event: ignore")),
            "9:5: projections.manifest.unknown_event: without `event`, and with a `tombstone`, no "
            "record is unknown [leave it out]");
}

TEST(ProjectionChecks, GuardRowsByAColumnOfItsOwn) {
  EXPECT_EQ(mistakes(kTopics + "projections:\n  manifest:\n    table: t\n    key: [id, v, id]\n"
                               "    version: {column: v, from: /v}\n    removed: {column: v}\n"
                               "    columns: {id: /id, v: /v}\n"),
            "5:5: projections.manifest.key: \"id\" stands there twice\n"
            "5:5: projections.manifest.key: \"v\" is the version, so no row could get another "
            "[leave it out]\n"
            "7:5: projections.manifest.removed: \"v\" is already the version or part of the key "
            "[name a column that nothing else writes]");
}

TEST(ProjectionChecks, WantTheColumnOfAMark) {
  EXPECT_EQ(mistakes(with_body(kColumns + "removed: {}")),
            "8:5: projections.manifest.removed has no `column`");
  EXPECT_EQ(mistakes(with_body(kColumns + "removed: {colum: x}")),
            "8:5: projections.manifest.removed has no `column`\n"
            "8:15: unknown key \"colum\" in projections.manifest.removed [did you mean "
            "\"column\"?]");
}

TEST(ProjectionChecks, WarnOfRowsThatMayComeBack) {
  EXPECT_EQ(warning_of(kColumns), "none");
  EXPECT_EQ(warning_of("do: delete\ncolumns: {id: /id}\nremoved: {column: gone}"), "none");
  EXPECT_EQ(
      warning_of("do: delete\ncolumns: {id: /id}"),
      "projector.yaml:3:3: warning: projections.manifest deletes rows: a version older than a "
      "deletion can bring the row back\n"
      "  3 |   manifest:\n"
      "    |   ^~~~~~~~ with `removed: {column: ...}` rows stay, marked, and keep their "
      "version");
  EXPECT_NE(warning_of(kColumns +
                       "tombstone: {do: delete, version: \"@offset\", columns: {id: \"@key\"}}"),
            "none");
}

}  // namespace
}  // namespace projector::config
