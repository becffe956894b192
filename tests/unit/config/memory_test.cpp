#include "projector/config/memory.h"

#include <gtest/gtest.h>

namespace projector::config {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20;

TEST(WorstMemory, IsWhatTheContractAddsUp) {
  const auto parts = worst_memory(Config{});
  ASSERT_EQ(parts.size(), 4u);
  EXPECT_EQ(parts[1].bytes, 64 * kMebibyte);
  EXPECT_EQ(parts[2].bytes, 4 * 4 * 4 * kMebibyte);
  EXPECT_EQ(parts[2].how, "postgres.writers (4) x 4 x flow.batch_bytes (4MiB)");
  EXPECT_EQ(total_bytes(parts), 240 * kMebibyte);
}

TEST(WorstMemory, GrowsByTheOptionsThatItNames) {
  Config config;
  config.postgres.writers = 5;
  EXPECT_EQ(total_bytes(worst_memory(config)), 256 * kMebibyte);
  config.flow.in_flight_bytes += kMebibyte;
  EXPECT_EQ(total_bytes(worst_memory(config)), 257 * kMebibyte);
  config.flow.prefetch_bytes += kMebibyte;
  EXPECT_EQ(total_bytes(worst_memory(config)), 261 * kMebibyte);
}

}  // namespace
}  // namespace projector::config
