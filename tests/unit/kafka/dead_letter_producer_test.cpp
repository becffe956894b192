#include "kafka/dead_letter_producer.h"

#include <chrono>
#include <memory>
#include <semaphore>
#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "projector/base/startup_error.h"
#include "projector/kafka/dead_letter_sink.h"

#include "mock_brokers.h"

namespace projector::kafka {
namespace {

class DeadLetterProducerTest : public testing::Test {
 protected:
  DeadLetterProducerTest() { brokers_.create("bookings.dead"); }

  static std::vector<TopicOptions> topics() {
    TopicOptions without;
    without.name = "refunds";
    TopicOptions with;
    with.name = "bookings";
    with.dead_letter_topic = "bookings.dead";
    return {without, with};
  }
  Options options() const {
    Options options;
    options.brokers = {brokers_.addresses()};
    return options;
  }
  void start(const Options& options) {
    producer_ =
        std::make_unique<DeadLetterProducer>(options, topics(), [this] { woken_.release(); });
  }

  static DeadLetter letter(std::uint64_t id, std::string value = "{not json") {
    DeadLetter made;
    made.id = id;
    made.partition = {1, 0};
    made.offset = Offset{static_cast<std::int64_t>(id)};
    made.timestamp = WallTime(std::chrono::milliseconds(1'784'037'800'125));
    made.key = "HP-1";
    made.value = std::move(value);
    made.rejection.reason = "not JSON";
    return made;
  }

  // Takes acknowledgements until so many came, or the time is over.
  std::vector<std::uint64_t> acknowledged(std::size_t count) {
    std::vector<std::uint64_t> ids;
    wait_until([&] {
      for (const std::uint64_t id : producer_->take_acknowledged()) ids.push_back(id);
      return ids.size() >= count;
    });
    return ids;
  }
  template <typename Condition>
  bool wait_until(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      static_cast<void>(woken_.try_acquire_for(std::chrono::milliseconds(50)));
    }
    return true;
  }
  std::string trouble() {
    for (const std::uint64_t id : producer_->take_acknowledged()) taken_.push_back(id);
    return producer_->trouble(1);
  }

  std::counting_semaphore<> woken_{0};
  MockBrokers brokers_;
  std::vector<std::uint64_t> taken_;
  std::unique_ptr<DeadLetterProducer> producer_;
};

TEST_F(DeadLetterProducerTest, WritesKeyValueHeadersAndTimestampAsRead) {
  start(options());
  DeadLetter sent = letter(7);
  sent.headers = {{"trace", "t-1"}, {"none", std::nullopt}};
  producer_->send(std::move(sent));
  EXPECT_EQ(acknowledged(1), std::vector<std::uint64_t>{7});
  const auto found = brokers_.read("bookings.dead", 1);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].key, "HP-1");
  EXPECT_EQ(found[0].value, "{not json");
  EXPECT_EQ(found[0].timestamp, 1'784'037'800'125);
  ASSERT_GE(found[0].headers.size(), 3u);
  EXPECT_EQ(found[0].headers[0], "trace=t-1");
  EXPECT_EQ(found[0].headers[1], "none=null");
  EXPECT_EQ(found[0].header("projector.topic"), "bookings");
  EXPECT_EQ(found[0].header("projector.offset"), "7");
}

TEST_F(DeadLetterProducerTest, KeepsNullAndEmptyApart) {
  start(options());
  DeadLetter null = letter(1);
  null.key.reset();
  null.value.reset();
  DeadLetter empty = letter(2, "");
  empty.key = "";
  producer_->send(std::move(null));
  producer_->send(std::move(empty));
  ASSERT_EQ(acknowledged(2).size(), 2u);
  const auto found = brokers_.read("bookings.dead", 2);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].key, std::nullopt);
  EXPECT_EQ(found[0].value, std::nullopt);
  EXPECT_EQ(found[1].key, "");
  EXPECT_EQ(found[1].value, "");
}

TEST_F(DeadLetterProducerTest, WritesALetterThatItsTopicFindsTooLargeWithoutItsValue) {
  start(options());
  constexpr auto kTooLarge = RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
  brokers_.answer({kTooLarge, kTooLarge});
  producer_->send(letter(1));
  ASSERT_EQ(acknowledged(1).size(), 1u);
  const auto found = brokers_.read("bookings.dead", 1);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].key, "HP-1");
  EXPECT_EQ(found[0].value, std::nullopt);
  EXPECT_EQ(found[0].header("projector.original_bytes"), "9");
}

TEST_F(DeadLetterProducerTest, LetsNoLetterLoseItsValueForAnotherThatWasInItsBatch) {
  start(options());
  brokers_.answer({RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  producer_->send(letter(1, "one"));
  producer_->send(letter(2, "two"));
  producer_->send(letter(3, "three"));
  ASSERT_EQ(acknowledged(3).size(), 3u);
  std::multiset<std::string> values;
  for (const auto& message : brokers_.read("bookings.dead", 3)) {
    values.insert(message.value.value_or("null"));
  }
  EXPECT_EQ(values, (std::multiset<std::string>{"one", "three", "two"}));
}

TEST_F(DeadLetterProducerTest, LetsTheOthersGoWhileOneIsRefusedForWhatItMustKeep) {
  start(options());
  constexpr auto kInvalid = RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP;
  brokers_.answer({kInvalid, kInvalid});
  producer_->send(letter(1));
  ASSERT_TRUE(wait_until([this] { return !trouble().empty(); }));
  producer_->send(letter(2));
  ASSERT_EQ(acknowledged(1), std::vector<std::uint64_t>{2});
  EXPECT_NE(producer_->trouble(1).find("INVALID_TIMESTAMP"), std::string::npos);
  ASSERT_TRUE(wait_until([this] { return trouble().empty(); }));
  EXPECT_EQ(taken_, std::vector<std::uint64_t>{1});
  EXPECT_EQ(brokers_.read("bookings.dead", 2).back().timestamp, 1'784'037'800'125);
}

TEST_F(DeadLetterProducerTest, SendsAgainWhatTheBrokerRefusesAndSaysWhyMeanwhile) {
  start(options());
  brokers_.answer({RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  producer_->send(letter(1));
  ASSERT_TRUE(wait_until([this] { return !trouble().empty(); }));
  EXPECT_NE(producer_->trouble(1).find("TOPIC_AUTHORIZATION_FAILED"), std::string::npos)
      << producer_->trouble(1);
  EXPECT_EQ(producer_->trouble(0), "");
  ASSERT_TRUE(wait_until([this] { return trouble().empty(); }));
  EXPECT_EQ(taken_, std::vector<std::uint64_t>{1});
}

TEST_F(DeadLetterProducerTest, WaitsForABrokerThatIsAwayAndSaysSo) {
  start(options());
  producer_->send(letter(1));
  ASSERT_EQ(acknowledged(1).size(), 1u);
  EXPECT_EQ(producer_->trouble(1), "") << "nothing waits";
  brokers_.away();
  producer_->send(letter(2));
  EXPECT_EQ(producer_->trouble(1), "");
  ASSERT_TRUE(wait_until([this] { return !trouble().empty(); }));
  EXPECT_EQ(producer_->trouble(1).find("no acknowledgement for 5 s"), 0u) << producer_->trouble(1);
  brokers_.back();
  ASSERT_TRUE(wait_until([this] { return trouble().empty(); }));
  EXPECT_EQ(taken_, std::vector<std::uint64_t>{2});
}

TEST_F(DeadLetterProducerTest, KeepsWhatLibrdkafkaHasNoRoomFor) {
  Options tight = options();
  tight.properties = {{"queue.buffering.max.messages", "1"}};
  start(tight);
  for (std::uint64_t id = 1; id <= 5; ++id) producer_->send(letter(id));
  EXPECT_EQ(acknowledged(5), (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
}

TEST_F(DeadLetterProducerTest, PassesOverPropertiesThatOnlyAConsumerHas) {
  Options mixed = options();
  mixed.properties = {{"session.timeout.ms", "30000"}, {"partition.assignment.strategy", "range"}};
  start(mixed);
  producer_->send(letter(1));
  EXPECT_EQ(acknowledged(1).size(), 1u);
}

TEST_F(DeadLetterProducerTest, EndsWithLettersUnderWay) {
  start(options());
  brokers_.away();
  for (std::uint64_t id = 1; id <= 100; ++id) producer_->send(letter(id));
  producer_.reset();
  SUCCEED();
}

TEST_F(DeadLetterProducerTest, IsMadeOnlyWhereATopicHasADeadLetterTopic) {
  EXPECT_NE(make_dead_letter_sink(options(), topics(), [] {}), nullptr);
  std::vector<TopicOptions> without = topics();
  without.pop_back();
  EXPECT_EQ(make_dead_letter_sink(options(), without, [] {}), nullptr);
}

TEST_F(DeadLetterProducerTest, NamesAPropertyThatLibrdkafkaRefuses) {
  Options wrong = options();
  wrong.properties = {{"linger.ms", "soon"}};
  EXPECT_THROW(start(wrong), StartupError);
}

}  // namespace
}  // namespace projector::kafka
