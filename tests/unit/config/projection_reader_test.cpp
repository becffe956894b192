#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

// The smallest configuration, with one more line in its projection.
std::string with(const std::string& line) { return kSmallest + "    " + line + "\n"; }

// The smallest configuration, with these columns.
std::string with_columns(const std::string& columns) {
  const std::size_t begin = kSmallest.find("    columns:");
  return kSmallest.substr(0, begin) + "    columns: " + columns + "\n";
}

TEST(ProjectionReader, ReadsAProjection) {
  const Config config = parse(with("removed: {column: removed_at}"), "projector.yaml");
  const ProjectionOptions& options = config.projections.at("manifest");
  EXPECT_EQ(options.name, "manifest");
  EXPECT_EQ(options.place, "projector.yaml:3:3");
  EXPECT_EQ(options.table, "passenger_manifest");
  EXPECT_EQ(options.key, std::vector<std::string>{"booking_id"});
  EXPECT_EQ(options.version_column, "version");
  EXPECT_EQ(options.version.from, "/version");
  EXPECT_EQ(options.removed_column, "removed_at");
  EXPECT_FALSE(options.event.has_value());
  EXPECT_FALSE(options.tombstone.has_value());
  ASSERT_EQ(options.entries.size(), 1u);
  const EntryOptions& entry = options.entries[0];
  EXPECT_EQ(entry.kind, ChangeKind::kUpsert);
  EXPECT_EQ(entry.place, "projector.yaml:3:3");
  ASSERT_EQ(entry.columns.size(), 2u);
  EXPECT_EQ(entry.columns[1].source.from, "=confirmed");
  EXPECT_EQ(entry.columns[1].source.place, "projector.yaml:7:48");
}

TEST(ProjectionReader, ReadsDefaultsAndRequirements) {
  const Config config =
      parse(with_columns("{booking_id: {from: /a, default: none}, b: {from: /b, required: true}}"),
            "projector.yaml");
  const auto& columns = config.projections.at("manifest").entries.at(0).columns;
  EXPECT_EQ(columns.at(0).source.default_text, "none");
  EXPECT_FALSE(columns.at(0).source.required);
  EXPECT_TRUE(columns.at(1).source.required);
}

TEST(ProjectionReader, WantsWhatItNeeds) {
  const std::string errors = errors_of(kTopics + "projections:\n  manifest: {table: t}\n");
  EXPECT_NE(errors.find("projections.manifest has no `key`"), std::string::npos);
  EXPECT_NE(errors.find("projections.manifest has no `version`"), std::string::npos);
  EXPECT_NE(errors.find("projections.manifest has no `columns`"), std::string::npos);
}

TEST(ProjectionReader, SuggestsTheSlash) {
  const std::string errors = errors_of(with_columns("{booking_id: booking/id}"));
  EXPECT_NE(errors.find("expected a pointer (/x), a field of the record (@key) or a constant (=x)"),
            std::string::npos);
  EXPECT_NE(errors.find("did you mean \"/booking/id\", or"), std::string::npos);
}

TEST(ProjectionReader, WantsTheAgeFromWhichATopicSheds) {
  const auto topic = [](const std::string& more) {
    return errors_of("topics: [{name: a, projection: manifest, " + more + "}]\n" + kProjections);
  };
  EXPECT_NE(topic("overload: shed").find("topics[0].overload: shed needs shed_older_than"),
            std::string::npos);
  EXPECT_EQ(topic("overload: shed, shed_older_than: 5m"), "none");
}

TEST(ProjectionReader, RefusesUnknownAndDuplicateMembers) {
  EXPECT_NE(errors_of(with("tabel: x")).find("did you mean \"table\"?"), std::string::npos);
  EXPECT_NE(errors_of(with("table: x")).find("duplicate key \"table\""), std::string::npos);
  EXPECT_NE(errors_of(with_columns("{a: /a, a: /b}")).find("duplicate key \"a\""),
            std::string::npos);
  EXPECT_NE(errors_of(with_columns("{booking_id: {form: /a}}")).find("did you mean \"from\"?"),
            std::string::npos);
}

TEST(ProjectionReader, ReadsEntriesInTheOrderOfTheFile) {
  const Config config = parse(with_body(R"(event: {from: /type, default: made}
on:
  made: {columns: {id: /id, no: /no}}
  dropped:
    do: delete
    version: {from: /dropped/at, format: epoch_ms}
    columns: {id: /id}
    clear: [name]
removed: {column: gone}
unknown_event: ignore
)"),
                              "projector.yaml");
  const ProjectionOptions& options = config.projections.at("manifest");
  EXPECT_EQ(options.event.value().from, "/type");
  EXPECT_EQ(options.event.value().default_text, "made");
  EXPECT_EQ(options.unknown_event, UnknownEventPolicy::kIgnore);
  ASSERT_EQ(options.entries.size(), 2u);
  EXPECT_EQ(options.entries[0].event, "made");
  EXPECT_FALSE(options.entries[0].version.has_value());
  EXPECT_EQ(options.entries[1].event, "dropped");
  EXPECT_EQ(options.entries[1].place, "projector.yaml:10:7");
  EXPECT_EQ(options.entries[1].version.value().from, "/dropped/at");
  EXPECT_EQ(options.entries[1].version.value().format, ValueFormat::kEpochMilliseconds);
  EXPECT_EQ(options.entries[1].version.value().place, "projector.yaml:12:25");
  EXPECT_EQ(options.entries[1].clear, std::vector<std::string>{"name"});
}

TEST(ProjectionReader, ReadsATombstoneAlone) {
  const Config config = parse(
      with_body("tombstone: {do: delete, version: \"@offset\", columns: {id: \"@key\"}}"), "p");
  const ProjectionOptions& options = config.projections.at("manifest");
  EXPECT_TRUE(options.entries.empty());
  EXPECT_EQ(options.tombstone.value().version.value().from, "@offset");
  EXPECT_EQ(options.tombstone.value().event, "");
}

TEST(ProjectionReader, MergesWhatEntriesShare) {
  const Config config = parse(with_body(R"(event: /type
on:
  made: &made
    each: /all
    columns: &columns {id: /id, no: ./no, name: ./name}
  changed:
    <<: *made
    do: replace
    within: [id]
    columns: {<<: [{name: ./called}, *columns], age: ./age}
removed: {column: gone}
)"),
                              "projector.yaml");
  const EntryOptions& changed = config.projections.at("manifest").entries.at(1);
  EXPECT_EQ(changed.kind, ChangeKind::kReplace);
  EXPECT_EQ(changed.each, "/all");
  ASSERT_EQ(changed.columns.size(), 4u);
  EXPECT_EQ(changed.columns[0].column, "age");
  EXPECT_EQ(changed.columns[1].source.from, "./called");
  EXPECT_EQ(changed.columns[2].source.from, "/id");
}

TEST(ProjectionReader, RefusesToMergeWhatIsNoMap) {
  EXPECT_EQ(mistakes(with_body("columns: {<<: 5, id: /id, no: /no}")),
            "7:19: projections.manifest.columns: expected keys with values, got a single value");
}

TEST(ProjectionReader, SaysAMistakeOfAnAliasForEachEntry) {
  EXPECT_EQ(
      mistakes(with_body("event: /type\non:\n  a: &a {columns: {id: ./id, no: /no}}\n"
                         "  b: *a")),
      "9:28: projections.manifest.on.a.columns.id: \"./id\" is of an element, but there is no "
      "`each` [name the array with `each`, or point into the event, as in /x]\n"
      "9:28: projections.manifest.on.b.columns.id: \"./id\" is of an element, but there is no "
      "`each` [name the array with `each`, or point into the event, as in /x]");
}

TEST(ProjectionReader, WantsTheArrayOfTheEvent) {
  EXPECT_EQ(
      mistakes(with_body("each: all\ncolumns: {id: /id, no: ./no}")),
      "7:11: projections.manifest.each: expected a pointer to an array of the event (/x) [did "
      "you mean \"/all\"?]");
  EXPECT_EQ(mistakes(with_body("each: \"@key\"\ncolumns: {id: /id, no: ./no}")),
            "7:11: projections.manifest.each: expected a pointer to an array of the event (/x)");
}

TEST(ProjectionReader, LetsAConstantBe) {
  EXPECT_EQ(mistakes(with_body("columns: {id: /id, no: {from: =1, default: 2}}")),
            "7:28: projections.manifest.columns.no: a constant is what it is [leave out all but "
            "`from`]");
  EXPECT_EQ(mistakes(with_body("columns: {id: /id, no: {from: /n, default: 2, required: true}}")),
            "7:28: projections.manifest.columns.no: with a default it is never missing [leave out "
            "`required` or `default`]");
}

TEST(ProjectionReader, KnowsTheFormats) {
  EXPECT_EQ(
      mistakes(with_body("columns: {id: /id, no: {from: /n, format: iso}}")),
      "7:47: projections.manifest.columns.no.format: expected epoch_s or epoch_ms, got \"iso\"");
}

TEST(ProjectionReader, WritesOneVersionColumn) {
  EXPECT_EQ(mistakes(with_body("event: /type\non:\n  a: {version: {column: w, from: /w}, columns: "
                               "{id: /id, no: /no}}")),
            "9:20: projections.manifest.on.a.version: all entries write the projection's version "
            "column [write only where this entry's version comes from]");
}

TEST(ProjectionReader, KnowsTheMembersOfAnEntry) {
  EXPECT_EQ(
      mistakes(with_body("event: /type\non:\n  a: {colums: {}, table: x}")),
      "9:7: projections.manifest.on.a has no `columns`\n"
      "9:11: unknown key \"colums\" in projections.manifest.on.a [did you mean \"columns\"?]\n"
      "9:23: unknown key \"table\" in projections.manifest.on.a [it belongs to a projection: "
      "indent it there]");
}

TEST(ProjectionReader, KnowsAnOnThatBecameTrue) {
  EXPECT_EQ(
      mistakes(with_body("event: /type\ntrue: {a: {columns: {id: /id, no: /no}}}")),
      "7:12: projections.manifest.event: there is no `on` for it to choose from [add `on` "
      "with an entry for each event, or leave it out]\n"
      "8:5: unknown key \"true\" in projections.manifest [some tools make that of a plain on: "
      "write \"on\" in quotes]");
}

}  // namespace
}  // namespace projector::config
