#include "sim/command_line.h"

#include <vector>

#include <gtest/gtest.h>

#include "sim/errors.h"

namespace harbor {
namespace {

int run(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "harbor-sim");
  return run_command_line(static_cast<int>(arguments.size()), arguments.data());
}

TEST(CommandLine, HelpIsNoError) {
  EXPECT_EQ(run({"--help"}), kExitDone);
  EXPECT_EQ(run({"produce", "--help"}), kExitDone);
  EXPECT_EQ(run({"throttle", "--help"}), kExitDone);
  EXPECT_EQ(run({"verify", "--help"}), kExitDone);
}

TEST(CommandLine, RefusesNoCommandAndAnUnknownOne) {
  EXPECT_EQ(run({}), kExitUsage);
  EXPECT_THROW(run({"prodcue"}), UsageError);
}

TEST(CommandLine, RefusesAnUnknownOption) {
  EXPECT_THROW(run({"verify", "--tabel", "x"}), UsageError);
}

TEST(CommandLine, RefusesQuantitiesWithoutTheirUnit) {
  EXPECT_EQ(run({"produce", "--rate", "500"}), kExitUsage);
  EXPECT_EQ(run({"produce", "--duration", "60"}), kExitUsage);
  EXPECT_EQ(run({"produce", "--profile", "500/s"}), kExitUsage);
  EXPECT_EQ(run({"throttle", "--rate", "600"}), kExitUsage);
}

TEST(CommandLine, RefusesValuesOutOfRange) {
  EXPECT_EQ(run({"produce", "--events", "0"}), kExitUsage);
  EXPECT_EQ(run({"produce", "--events", "1", "--keys", "0"}), kExitUsage);
  EXPECT_EQ(run({"produce", "--events", "1", "--size", "399"}), kExitUsage);
  EXPECT_EQ(run({"produce", "--events", "1", "--size", "5000-500"}), kExitUsage);
  EXPECT_EQ(run({"produce", "--events", "1", "--duplicates", "1.5"}), kExitUsage);
  EXPECT_EQ(run({"produce", "--events", "1", "--bad", "1.5"}), kExitUsage);
  EXPECT_EQ(run({"produce", "--events", "1", "--model", "death"}), kExitUsage);
  EXPECT_EQ(run({"verify", "--model", "death"}), kExitUsage);
  EXPECT_EQ(run({"throttle", "--rate", "0/s"}), kExitUsage);
}

TEST(CommandLine, RefusesWhatExcludesEachOther) {
  EXPECT_EQ(run({"produce", "--rate", "1/s", "--profile", "1/s:1s"}), kExitUsage);
  EXPECT_EQ(run({"throttle", "--lift", "--rate", "1/s"}), kExitUsage);
  EXPECT_THROW(run({"produce", "--profile", "1/s:1s", "--duration", "1s"}), UsageError);
}

TEST(CommandLine, RefusesToProduceWithoutAnEnd) { EXPECT_THROW(run({"produce"}), UsageError); }

}  // namespace
}  // namespace harbor
