#include "projector/config/effective.h"

#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

#include "projector/config/difference.h"

#include "configuration_text.h"

namespace projector::config {
namespace {

// Reading what is printed prints the same, as YAML and as JSON.
void expect_round_trip(const std::string& text) {
  const std::string yaml = effective_yaml(parse(text, "projector.yaml"));
  EXPECT_EQ(effective_yaml(parse(yaml, "effective.yaml")), yaml);
  const std::string json = effective_json(parse(text, "projector.yaml"));
  EXPECT_EQ(effective_json(parse(json, "effective.json")), json);
  EXPECT_EQ(effective_yaml(parse(json, "effective.json")), yaml);
}

std::string section_of(const std::string& text, const std::string& name) {
  const std::string yaml = "\n" + effective_yaml(parse(text, "projector.yaml"));
  const std::size_t begin = yaml.find("\n" + name + ":\n") + 1;
  std::size_t end = yaml.find('\n', begin) + 1;
  while (end < yaml.size() && yaml[end] == ' ') end = yaml.find('\n', end) + 1;
  return yaml.substr(begin, end - begin);
}

TEST(EffectiveConfig, HasEveryDefault) {
  EXPECT_EQ(section_of(kSmallest, "postgres"),
            "postgres:\n"
            "  url: postgresql://projector@localhost:5432/harbor\n"
            "  password_file: \"\"\n"
            "  writers: 4\n"
            "  statement_timeout: 10s\n"
            "  lock_timeout: 2s\n"
            "  prepared_statements: true\n");
  EXPECT_EQ(section_of(kSmallest, "topics"),
            "topics:\n"
            "  - name: booking-events\n"
            "    projection: manifest\n"
            "    class: normal\n"
            "    freshness_budget: 2m\n"
            "    format: json\n"
            "    dead_letter_topic: \"\"\n"
            "    overload: hold\n"
            "    retention_reserve: 2h\n");
  EXPECT_EQ(section_of(kSmallest, "admission"), "admission:\n  unknown: admit\n  classes: {}\n");
}

TEST(EffectiveConfig, WritesProjectionsOut) {
  EXPECT_EQ(section_of(with_body(R"(event: {from: /type, default: "1"}
on:
  1: &one {columns: {id: /id, no: {from: /no, required: true}}}
  true: *one
  left: {do: delete, version: "@offset", columns: {id: "@key"}, clear: [name]}
tombstone: {do: delete, version: "@header:v", columns: {id: "@key"}}
removed: {column: gone}
)"),
                       "projections"),
            R"(projections:
  manifest:
    table: tickets
    key: [id, "no"]
    version:
      column: v
      from: /v
    event:
      from: /type
      default: "1"
    "on":
      "1":
        do: upsert
        columns:
          id: /id
          "no":
            from: /no
            required: true
      "true":
        do: upsert
        columns:
          id: /id
          "no":
            from: /no
            required: true
      left:
        do: delete
        version: "@offset"
        columns:
          id: "@key"
        clear: [name]
    tombstone:
      do: delete
      version: "@header:v"
      columns:
        id: "@key"
    removed:
      column: gone
    unknown_event: dead_letter
)");
}

TEST(EffectiveConfig, ReadsAsItIsWritten) {
  expect_round_trip(kSmallest);
  expect_round_trip(
      "kafka: {brokers: [\"[::1]:9092\", b:1], properties: {session.timeout.ms: 20000}}\n"
      "admission: {classes: {export: {limit_from: absorbing, rate: 50/s}}}\n" +
      kSmallest);
  expect_round_trip(with_body(
      "columns: {id: /id, no: '= a, \"b\": #c\\', \"y\": {from: /x, default: \"~\"}, z: =}\n"
      "tombstone: {do: delete, version: '@offset', columns: {id: '@key'}}"));
  expect_round_trip(with_body(
      "tombstone: {do: delete, version: '@offset', columns: {id: '@key'}}\nunknown_event: ignore"));
}

TEST(EffectiveConfig, HidesPasswordsAndKeepsPaths) {
  const std::string text =
      "kafka: {properties: {sasl.password: hunter2, ssl.key.location: /run/key, ssl.key.password: "
      "hunter2}}\n"
      "postgres: {url: \"postgresql://p:hunter2@db/h\", password_file: /etc/hosts}\n" +
      kSmallest;
  const std::string yaml = effective_yaml(parse(text, "projector.yaml"));
  EXPECT_EQ(yaml.find("hunter2"), std::string::npos);
  EXPECT_NE(yaml.find("url: \"postgresql://p:***@db/h\"\n  password_file: /etc/hosts\n"),
            std::string::npos);
  EXPECT_NE(yaml.find("ssl.key.location: /run/key\n    ssl.key.password: \"***\"\n"),
            std::string::npos);
  expect_round_trip(text);
}

TEST(EffectiveConfig, KeepsWhatAVariableHeld) {
  ::setenv("PROJECTOR_TEST_ODD", "a${PATH}b$", 1);
  const std::string text = "kafka: {group: \"${PROJECTOR_TEST_ODD}\"}\n" + kSmallest;
  EXPECT_NE(effective_yaml(parse(text, "p")).find("group: \"a$${PATH}b$\"\n"), std::string::npos);
  expect_round_trip(text);
}

TEST(EffectiveConfig, IsTheSameConfiguration) {
  const Config shipped = load(std::string(SHIPPED_FOLDER) + "/harbor_point.yaml");
  EXPECT_TRUE(differences(shipped, parse(effective_yaml(shipped), "effective.yaml")).empty());
}

}  // namespace
}  // namespace projector::config
