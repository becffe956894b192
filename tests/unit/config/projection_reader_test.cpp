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
  EXPECT_NE(errors.find("did you mean \"/booking/id\"?"), std::string::npos);
}

TEST(ProjectionReader, RefusesTopicFeaturesThatThisVersionLacks) {
  const auto topic = [](const std::string& more) {
    return errors_of("topics: [{name: a, projection: manifest, " + more + "}]\n" + kProjections);
  };
  EXPECT_NE(topic("overload: shed").find("not supported"), std::string::npos);
  EXPECT_NE(topic("shed_older_than: 5m").find("not supported"), std::string::npos);
}

TEST(ProjectionReader, RefusesUnknownAndDuplicateMembers) {
  EXPECT_NE(errors_of(with("tabel: x")).find("did you mean \"table\"?"), std::string::npos);
  EXPECT_NE(errors_of(with("table: x")).find("duplicate key \"table\""), std::string::npos);
  EXPECT_NE(errors_of(with_columns("{a: /a, a: /b}")).find("duplicate key \"a\""),
            std::string::npos);
  EXPECT_NE(errors_of(with_columns("{booking_id: {form: /a}}")).find("did you mean \"from\"?"),
            std::string::npos);
}

}  // namespace
}  // namespace projector::config
