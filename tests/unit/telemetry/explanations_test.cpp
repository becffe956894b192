#include "projector/telemetry/explanations.h"

#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sample_snapshot.h"

namespace projector::telemetry {
namespace {

TEST(Explanations, TellWhichTopicIsHeldBack) {
  Snapshot snapshot = sample_snapshot();
  snapshot.topics[1].recent.held_reason = "held: not read while booking-events is protected";
  std::vector<Explanation> explanations;
  for (const TopicSnapshot& topic : snapshot.topics) {
    explanations.push_back(explain(snapshot, topic, {}, {}));
  }
  const auto told = nlohmann::json::parse(explanations_json(snapshot, explanations, {}, {}));
  EXPECT_EQ(told["topics"][0]["held"], false);
  EXPECT_EQ(told["topics"][1]["held"], true);
}

TEST(Explanations, TellWhatAStartWaitsFor) {
  const std::vector<std::string> servers = {"PostgreSQL: refused; start it", "no broker answers"};
  EXPECT_EQ(explanations_text({}, servers),
            "Nothing is read yet: the daemon waits for Kafka or PostgreSQL.\n"
            "PostgreSQL: refused; start it\nno broker answers\n");
  const auto told = nlohmann::json::parse(explanations_json(Snapshot(), {}, {}, servers));
  EXPECT_EQ(told["waiting_for"], servers);
}

TEST(Explanations, TellOfNoServerOnceTheDaemonReads) {
  const std::vector<Explanation> explanations = {{"orders", Cause::kSteady, "All is well.", "Go."}};
  EXPECT_EQ(explanations_text(explanations, {}), "All is well. Go.\n");
}

}  // namespace
}  // namespace projector::telemetry
