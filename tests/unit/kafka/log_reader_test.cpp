#include "kafka/log_reader.h"

#include <chrono>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mock_brokers.h"

namespace projector::kafka {
namespace {

constexpr auto kDeadline = std::chrono::seconds(30);
constexpr std::int64_t kFirstTimestamp = 1'784'037'600'000;

class LogReaderTest : public testing::Test {
 protected:
  LogReaderTest() {
    for (const std::string topic : {"booking-events", "refunds"}) {
      brokers_.create(topic);
      TopicOptions options;
      options.name = topic;
      topics_.push_back(options);
    }
    produce(10);
    options_.brokers = {brokers_.addresses()};
    reader_.emplace(options_, topics_, [this] { woken_.release(); });
  }

  // Records a second apart.
  void produce(int count) {
    rd_kafka_conf_t* const conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers_.addresses().c_str(), nullptr, 0);
    const Client producer(rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0));
    for (int number = 0; number < count; ++number) {
      rd_kafka_producev(producer.get(), RD_KAFKA_V_TOPIC("booking-events"),
                        RD_KAFKA_V_VALUE(const_cast<char*>("x"), 1),
                        RD_KAFKA_V_TIMESTAMP(kFirstTimestamp + number * 1000), RD_KAFKA_V_END);
    }
    constexpr int kFlushMs = 30'000;
    ASSERT_EQ(rd_kafka_flush(producer.get(), kFlushMs), RD_KAFKA_RESP_ERR_NO_ERROR);
  }

  // The next one that comes; none by the deadline.
  std::optional<LogFinding> find() {
    const auto deadline = std::chrono::steady_clock::now() + kDeadline;
    while (std::chrono::steady_clock::now() < deadline) {
      if (auto finding = reader_->next_finding()) return finding;
      static_cast<void>(woken_.try_acquire_for(std::chrono::milliseconds(200)));
    }
    return std::nullopt;
  }
  // Its time as seconds after the first record's.
  std::int64_t seconds_found() {
    const auto finding = find();
    if (!finding || finding->kind != LogFinding::Kind::kRecordTime) return -1;
    return (finding->timestamp.time_since_epoch().count() - kFirstTimestamp) / 1000;
  }

  MockBrokers brokers_;
  Options options_;
  std::vector<TopicOptions> topics_;
  std::counting_semaphore<> woken_{0};
  std::optional<LogReader> reader_;
};

TEST_F(LogReaderTest, FindsTheTimeOfARecordInTheMiddleOfALog) {
  reader_->ask_record_time({{0, 0}, Offset{4}});
  EXPECT_EQ(seconds_found(), 4);
}

TEST_F(LogReaderTest, GoesBackAsItIsAsked) {
  reader_->ask_record_time({{0, 0}, Offset{9}});
  EXPECT_EQ(seconds_found(), 9);
  reader_->ask_record_time({{0, 0}, Offset{0}});
  EXPECT_EQ(seconds_found(), 0);
}

TEST_F(LogReaderTest, AsksNobodyBeforeItIsAsked) {
  EXPECT_FALSE(reader_->next_finding().has_value());
}

TEST_F(LogReaderTest, TellsWhereALogBegins) {
  reader_->ask_log_starts({{0, 0}, {1, 0}});
  const auto first = find();
  const auto second = find();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->kind, LogFinding::Kind::kLogStart);
  EXPECT_EQ(first->place.offset, Offset{0});
  EXPECT_NE(first->place.partition, second->place.partition);
}

TEST_F(LogReaderTest, IsNotHeldUpByAPlaceWithoutARecord) {
  reader_->ask_record_time({{1, 0}, Offset{0}});
  reader_->ask_record_time({{0, 0}, Offset{7}});
  EXPECT_EQ(seconds_found(), 7);
}

}  // namespace
}  // namespace projector::kafka
