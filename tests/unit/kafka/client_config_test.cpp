#include "kafka/client_config.h"

#include <array>
#include <cstddef>
#include <string>

#include <gtest/gtest.h>

namespace projector::kafka {
namespace {

constexpr std::size_t kMebibyte = std::size_t{1} << 20;

// As librdkafka has it, after its own adjustments.
std::string property(std::size_t prefetch_bytes, const char* name) {
  Options options;
  options.brokers = {"127.0.0.1:1"};
  options.group = "projector";
  BrokerPauses pauses;
  const Client client = make_consumer(options, prefetch_bytes, pauses);
  std::array<char, 64> value{};
  std::size_t size = value.size();
  if (rd_kafka_conf_get(rd_kafka_conf(client.get()), name, value.data(), &size) !=
      RD_KAFKA_CONF_OK) {
    return "unknown";
  }
  return value.data();
}

TEST(ClientConfig, FetchesASixteenthOfThePrefetchAtOnce) {
  EXPECT_EQ(property(8 * kMebibyte, "fetch.max.bytes"), "524288");
}

// A broker sends whole batches or nothing: with a share of its own that is smaller than its
// batches, a partition waits until it is the first of a fetch.
TEST(ClientConfig, LetsOnePartitionTakeTheWholeFetch) {
  EXPECT_EQ(property(8 * kMebibyte, "max.partition.fetch.bytes"), "524288");
}

TEST(ClientConfig, FetchesNoLessThanWhatABatchNeedsAndNoMoreThanTheBrokersGive) {
  EXPECT_EQ(property(kMebibyte / 3, "fetch.max.bytes"), "65536");
  EXPECT_EQ(property(kMebibyte / 3, "max.partition.fetch.bytes"), "65536");
  EXPECT_EQ(property(16 * kMebibyte, "fetch.max.bytes"), "786432");
  EXPECT_EQ(property(2048 * kMebibyte, "fetch.max.bytes"), "786432");
}

TEST(ClientConfig, TakesResponsesWithARecordThatIsLargerThanAFetch) {
  EXPECT_EQ(property(kMebibyte, "receive.message.max.bytes"), "100000000");
}

}  // namespace
}  // namespace projector::kafka
