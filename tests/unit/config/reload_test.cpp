#include "projector/config/reload.h"

#include <cstdio>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "configuration_text.h"

namespace projector::config {
namespace {

// A file that is written anew, as somebody edits it.
class ReloadTest : public testing::Test {
 protected:
  ~ReloadTest() override { std::remove(path_.c_str()); }

  Reload reread(const std::string& text, const std::string& in_force = kSmallest) {
    std::ofstream(path_) << text;
    return read_again(path_, parse(in_force, path_));
  }

  const std::string path_ = testing::TempDir() + "reload-" +
                            testing::UnitTest::GetInstance()->current_test_info()->name() + ".yaml";
};

TEST_F(ReloadTest, TakesWhatARunningDaemonCan) {
  const std::string text =
      "flow: {in_flight_records: 4000}\nlog: {level: debug, format: text}\n" + kSmallest;
  const Reload reload = reread(text);
  ASSERT_TRUE(reload.config.has_value()) << reload.refusal;
  EXPECT_EQ(reload.config->flow.in_flight_records, 4000u);
  EXPECT_EQ(changes(parse(kSmallest, path_), *reload.config),
            "flow.in_flight_records 2000 -> 4000, log.level info -> debug, log.format auto -> "
            "text");
}

TEST_F(ReloadTest, TakesAFileThatMeansTheSame) {
  const Reload reload = reread("# Edited.\n" + kSmallest);
  ASSERT_TRUE(reload.config.has_value()) << reload.refusal;
  EXPECT_EQ(changes(parse(kSmallest, path_), *reload.config), "");
  EXPECT_NE(reload.config->hash, parse(kSmallest, path_).hash);
}

TEST_F(ReloadTest, RefusesAFileWithErrorsAndTellsTheFirstOnes) {
  const Reload reload =
      reread("flow: {in_flight: 1}\nretry: {first: 1, limit: x, third: 2}\n" + kSmallest);
  EXPECT_FALSE(reload.config.has_value());
  EXPECT_EQ(reload.refusal.find("nothing was changed, the file has 4 errors: " + path_ + ":1:8: "),
            0u)
      << reload.refusal;
  EXPECT_NE(reload.refusal.find("; and 1 more"), std::string::npos) << reload.refusal;
  EXPECT_EQ(reload.refusal.find('\n'), std::string::npos) << reload.refusal;
}

TEST_F(ReloadTest, RefusesAFileThatIsNotThere) {
  const Reload reload = read_again(path_, parse(kSmallest, path_));
  EXPECT_FALSE(reload.config.has_value());
  EXPECT_EQ(reload.refusal.find("nothing was changed, the file has 1 error: " + path_ + ": "), 0u)
      << reload.refusal;
}

TEST_F(ReloadTest, RefusesMoreMemoryThanIsAllowed) {
  const Reload reload = reread("flow: {in_flight_bytes: 8GiB}\n" + kSmallest);
  EXPECT_FALSE(reload.config.has_value());
  EXPECT_NE(reload.refusal.find("more than flow.memory_limit"), std::string::npos)
      << reload.refusal;
}

TEST_F(ReloadTest, RefusesAsAWholeWhatNeedsARestart) {
  const Reload reload = reread(
      "flow: {in_flight_records: 4000, prefetch_bytes: 8MiB}\nkafka: {group: b}\n" + kSmallest);
  EXPECT_FALSE(reload.config.has_value());
  EXPECT_EQ(reload.refusal,
            "nothing was changed, restart to apply: kafka.group manifest-projector -> b, "
            "flow.prefetch_bytes 16MiB -> 8MiB; 1 other change needs none");
}

TEST_F(ReloadTest, RefusesATopicThatComesWithTheReason) {
  const Reload reload = reread(
      "topics: [{name: booking-events, projection: manifest}, "
      "{name: refunds, projection: manifest}]\n" +
      kProjections);
  EXPECT_FALSE(reload.config.has_value());
  EXPECT_EQ(reload.refusal,
            "nothing was changed, restart to apply: topics.refunds new; topics and projections "
            "are checked against their tables before the group is joined");
}

}  // namespace
}  // namespace projector::config
