#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

// What is wrong with an upsert of these columns.
std::string of_columns(const std::string& columns) {
  return mistakes(with_body("columns: " + columns));
}

TEST(EntryChecks, LetEachKindBe) {
  EXPECT_EQ(of_columns("{id: /id, no: \"@partition\", name: =x}"), "");
  EXPECT_EQ(mistakes(with_body("each: /all\ncolumns: {id: ./id, no: \"@index\", whole: .}")), "");
  EXPECT_EQ(
      mistakes(with_body("do: replace\neach: \"\"\nwithin: [id]\ncolumns: {id: /id, no: ./no}")),
      "");
  EXPECT_EQ(mistakes(with_body("do: update\ncolumns: {no: /no, name: /name}")), "");
  EXPECT_EQ(mistakes(with_body("do: delete\nclear: [name]\ncolumns: {id: /id}\n"
                               "removed: {column: gone}")),
            "");
}

TEST(EntryChecks, WantColumns) {
  EXPECT_EQ(mistakes(with_body("do: update")), "3:3: projections.manifest has no `columns`");
  EXPECT_EQ(of_columns("{}"),
            "7:5: projections.manifest.columns: it names no column [name each with its "
            "source, as in {id: /id}]");
  EXPECT_EQ(of_columns(""),
            "7:5: projections.manifest.columns: it names no column [name each with its "
            "source, as in {id: /id}]");
}

TEST(EntryChecks, WantTheWholeKeyOfRowsThatAreInserted) {
  EXPECT_EQ(of_columns("{id: /id, name: /name}"),
            "7:5: projections.manifest.columns: of the key, no has no source [a row is inserted "
            "with its whole key]");
}

TEST(EntryChecks, WantAPartOfTheKeyOfOtherKinds) {
  EXPECT_EQ(mistakes(with_body("do: update\ncolumns: {name: /name}")),
            "8:5: projections.manifest.columns: it names no column of the key (id, no) [name all "
            "of it for one row, or a part for all rows that bear it]");
}

TEST(EntryChecks, KeepOtherColumnsOutOfADelete) {
  EXPECT_EQ(mistakes(with_body("do: delete\ncolumns: {id: /id, name: =gone}")),
            "8:30: projections.manifest.columns.name: delete names columns of the key only "
            "[columns that become NULL stand in `clear`]");
}

TEST(EntryChecks, KeepWhatTheGuardWritesOutOfTheColumns) {
  EXPECT_EQ(mistakes(with_body("columns: {id: /id, no: /no, v: /v, gone: /gone}\n"
                               "removed: {column: gone}")),
            "7:36: projections.manifest.columns.v: it is written from `version` [leave it out]\n"
            "7:46: projections.manifest.columns.gone: it is written by `removed` [leave it out]");
}

TEST(EntryChecks, PointIntoElementsOnlyBesideEach) {
  EXPECT_EQ(of_columns("{id: ./id, no: /no}"),
            "7:19: projections.manifest.columns.id: \"./id\" is of an element, but there is no "
            "`each` [name the array with `each`, or point into the event, as in /x]");
  EXPECT_EQ(of_columns("{id: /id, no: \"@index\"}"),
            "7:28: projections.manifest.columns.no: \"@index\" is of an element, but there is no "
            "`each` [name the array with `each`, or point into the event, as in /x]");
}

TEST(EntryChecks, GiveReplaceItsArrayAndItsParent) {
  EXPECT_EQ(mistakes(with_body("do: replace\ncolumns: {id: /id, no: /no}")),
            "7:5: projections.manifest: replace needs `each` [name the array whose elements become "
            "rows]\n"
            "7:5: projections.manifest: replace needs `within` [name the columns of the key that "
            "all rows of an event share]");
}

TEST(EntryChecks, TakeWithinFromTheKeyAndTheEvent) {
  EXPECT_EQ(mistakes(with_body("do: replace\neach: /all\nwithin: [idd, no, no]\n"
                               "columns: {id: /id, no: ./no}")),
            "9:14: projections.manifest.within[0]: \"idd\" is no column of the key [did you mean "
            "\"id\"?]\n"
            "9:23: projections.manifest.within[2]: \"no\" stands there twice\n"
            "10:28: projections.manifest.columns.no: it is of `within`, so the same for all "
            "elements [point into the event, as in /x]");
}

TEST(EntryChecks, KeepMembersToTheirKinds) {
  EXPECT_EQ(mistakes(with_body("do: update\neach: /all\ncolumns: {id: ./id}")),
            "8:5: projections.manifest.each: only upsert and replace take it [leave it out, or "
            "change `do`]");
  EXPECT_EQ(mistakes(with_body("each: /all\nwithin: [id]\ncolumns: {id: /id, no: ./no}")),
            "8:5: projections.manifest.within: only replace takes it [leave it out, or change "
            "`do`]");
  EXPECT_EQ(mistakes(with_body("do: update\nclear: [name]\ncolumns: {id: /id}")),
            "8:5: projections.manifest.clear: only delete takes it [leave it out, or change `do`]");
}

TEST(EntryChecks, ClearOnlyRowsThatStay) {
  EXPECT_EQ(mistakes(with_body("do: delete\nclear: [name]\ncolumns: {id: /id}")),
            "8:5: projections.manifest.clear: without `removed` the row is deleted, and nothing is "
            "left to clear [mark rows with `removed: {column: ...}`, or leave it out]");
}

TEST(EntryChecks, ClearNeitherKeyNorGuard) {
  EXPECT_EQ(mistakes(with_body("do: delete\nclear: [no, v, gone, name, name]\n"
                               "columns: {id: /id}\nremoved: {column: gone}")),
            "8:13: projections.manifest.clear[0]: \"no\" is part of the key, which stays\n"
            "8:17: projections.manifest.clear[1]: \"v\" is what guards the row, and stays\n"
            "8:20: projections.manifest.clear[2]: \"gone\" is what guards the row, and stays\n"
            "8:32: projections.manifest.clear[4]: \"name\" stands there twice");
}

const std::string kTombstone = "columns: {id: /id, no: /no}\nremoved: {column: gone}\n";

TEST(EntryChecks, LetATombstoneOnlyDelete) {
  EXPECT_EQ(mistakes(with_body(kTombstone +
                               "tombstone: {version: \"@header:v\", columns: {id: \"@key\"}}")),
            "9:5: projections.manifest.tombstone: a record without a value can only delete [write "
            "`do: delete`]");
}

TEST(EntryChecks, GiveATombstoneNoEventToPointInto) {
  EXPECT_EQ(mistakes(with_body(kTombstone + "tombstone: {do: delete, columns: {id: /id}}")),
            "9:5: projections.manifest.tombstone: a record without a value has no \"/v\" for the "
            "projection's version [write a version that the record has, as in `version: "
            "\"@header:version\"`]\n"
            "9:43: projections.manifest.tombstone.columns.id: a record without a value has no "
            "\"/id\" [take a field of the record, as in \"@key\" or \"@header:x\"]");
}

TEST(EntryChecks, CompareAReplaceByTheVersionOfItsEvent) {
  EXPECT_EQ(mistakes(with_body("event: /type\non:\n  changed:\n    do: replace\n    each: /all\n"
                               "    within: [id]\n    version: ./v\n"
                               "    columns: {id: /id, no: ./no}")),
            "13:18: projections.manifest.on.changed: replace compares all rows of an event by one "
            "version, but its version \"./v\" is of an element [point into the event, as in /x]");
}

TEST(EntryChecks, WantAVersionThatTheEntryHas) {
  EXPECT_EQ(
      mistakes(with_body("event: /type\non:\n  changed:\n    version: ./v\n"
                         "    columns: {id: /id, no: /no}")),
      "10:18: projections.manifest.on.changed: its version \"./v\" is of an element, but there "
      "is no `each` [point into the event, as in /x]");
  EXPECT_EQ(mistakes(with_body("event: /type\non:\n  changed:\n    each: /all\n    version: ./v\n"
                               "    columns: {id: /id, no: ./no}")),
            "");
}

}  // namespace
}  // namespace projector::config
