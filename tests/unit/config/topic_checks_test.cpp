#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

const std::string kOther =
    "  other: {table: t, key: [a], version: {column: v, from: /v}, columns: {a: /a}}\n";

std::string of_topics(const std::string& topics) {
  return mistakes("topics:\n" + topics + kProjections + kOther);
}

TEST(TopicChecks, TakeAProjectionOrAList) {
  const Config config = parse(
      "topics:\n- {name: a, projection: manifest}\n- {name: b, projection: [other, manifest]}\n" +
          kProjections + kOther,
      "projector.yaml");
  EXPECT_EQ(config.topics.at(0).projections, std::vector<std::string>{"manifest"});
  EXPECT_EQ(config.topics.at(1).projections, (std::vector<std::string>{"other", "manifest"}));
}

TEST(TopicChecks, WantProjectionsThatThereAreOnceEach) {
  EXPECT_EQ(
      of_topics("- {name: a, projection: [manifest, othr, manifest]}\n"),
      "2:36: topics[0]: there is no projection called \"othr\" [did you mean \"other\"?]\n"
      "2:42: topics[0]: the projection \"manifest\" stands here twice [leave one of them out]");
  EXPECT_EQ(of_topics("- {name: a, projection: []}\n"),
            "2:25: topics[0].projection: expected 1 to 16 elements, got 0");
  EXPECT_EQ(of_topics("- {name: a, projection: \"\"}\n"),
            "2:25: topics[0].projection: it must not be empty");
  EXPECT_EQ(of_topics("- {name: a, projection: {x: y}}\n"),
            "2:25: topics[0].projection: expected a single value, got keys with values");
  EXPECT_EQ(of_topics("- {name: a}\n"), "2:3: topics[0] has no `projection`");
}

TEST(TopicChecks, ReadWhatStandsBeforeTheDocument) {
  const Config config = parse(
      "topics: [{name: a, projection: manifest, format: json_registry}]\n" + kProjections, "p");
  EXPECT_EQ(config.topics.at(0).format, RecordFormat::kJsonRegistry);
}

TEST(TopicChecks, ShareADeadLetterTopic) {
  EXPECT_EQ(of_topics("- {name: a, projection: manifest, dead_letter_topic: dead}\n"
                      "- {name: b, projection: other, dead_letter_topic: dead}\n"),
            "");
}

TEST(TopicChecks, ReadDeadLettersAgain) {
  EXPECT_EQ(of_topics("- {name: a, projection: manifest, dead_letter_topic: dead}\n"
                      "- {name: dead, projection: manifest}\n"),
            "");
  EXPECT_EQ(of_topics("- {name: a, projection: manifest, dead_letter_topic: dead}\n"
                      "- {name: dead, projection: manifest, dead_letter_topic: dead.again}\n"),
            "");
}

TEST(TopicChecks, LetNoTopicTakeItsOwnDeadLetters) {
  EXPECT_EQ(of_topics("- {name: a, projection: manifest, dead_letter_topic: a}\n"),
            "2:54: topics[0].dead_letter_topic: a topic cannot take its own dead letters [name "
            "another topic]");
}

TEST(TopicChecks, LetDeadLettersNotComeBack) {
  EXPECT_EQ(of_topics("- {name: a, projection: manifest, dead_letter_topic: b}\n"
                      "- {name: b, projection: manifest, dead_letter_topic: c}\n"
                      "- {name: c, projection: manifest, dead_letter_topic: b}\n"),
            "3:54: topics[1].dead_letter_topic: dead letters come back (b -> c -> b), so a bad "
            "record would never end [give the last topic of the way no dead-letter topic, or "
            "another]\n"
            "4:54: topics[2].dead_letter_topic: dead letters come back (c -> b -> c), so a bad "
            "record would never end [give the last topic of the way no dead-letter topic, or "
            "another]");
}

}  // namespace
}  // namespace projector::config
