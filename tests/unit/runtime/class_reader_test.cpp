#include "projector/runtime/class_reader.h"

#include <gtest/gtest.h>

#include "support/fake_mapper.h"
#include "support/fake_record_source.h"

namespace projector {
namespace {

constexpr PartitionRef kCritical{0, 0};
constexpr PartitionRef kNormal{1, 0};
constexpr PartitionRef kOptional{2, 0};

// Where the next record of a normal topic cannot be read; those behind it can.
class DamagedSource : public FakeRecordSource {
 public:
  void damage() { is_damaged_ = true; }

  const RecordView* next_record(TopicClass topic_class) override {
    const bool meets_it = is_damaged_ && topic_class == TopicClass::kNormal;
    if (!meets_it) return FakeRecordSource::next_record(topic_class);
    is_damaged_ = false;
    SourceEvent event;
    event.kind = SourceEvent::Kind::kPartitionError;
    event.partitions = {{kNormal, {}}};
    say(event);
    return nullptr;
  }

 private:
  bool is_damaged_ = false;
};

class ClassReaderTest : public testing::Test {
 protected:
  ClassReaderTest() {
    source_.set_classes({TopicClass::kCritical, TopicClass::kNormal, TopicClass::kOptional});
    for (const PartitionRef partition : {kCritical, kNormal, kOptional}) {
      source_.assign({{partition, Offset{0}}});
      source_.next_event();
      source_.confirm_assigned();
      pipeline_.assign({partition, Offset{0}});
    }
  }

  std::vector<PipelineTopic> topics() {
    std::vector<PipelineTopic> made;
    for (const TopicClass topic_class :
         {TopicClass::kCritical, TopicClass::kNormal, TopicClass::kOptional}) {
      TopicOptions options;
      options.topic_class = topic_class;
      made.push_back({options, &mapper_});
    }
    return made;
  }
  static PipelineOptions options() {
    PipelineOptions options;
    options.flow.in_flight_records = 160;
    options.flow.poll_records = 160;
    options.flow.batch_rows = 1'000;
    options.writers = 1;
    return options;
  }

  void put(int records, PartitionRef partition) {
    for (int i = 0; i < records; ++i) source_.put("k", "1", partition);
  }
  void hold(TopicClass topic_class) {
    ProtectionOrders orders;
    orders.classes[static_cast<std::size_t>(topic_class)] = ClassOrder::kHold;
    pipeline_.obey(orders);
  }
  // All that is in flight is applied; what is read then, by class, as "150/5/5".
  std::string round() {
    while (const auto sent = pipeline_.next_dispatch(now_.steady)) {
      WriteResult result;
      result.applied = sent->range.size();
      pipeline_.on_result(sent->writer, result, std::chrono::milliseconds(1), now_);
    }
    const auto before = read_;
    reader_.read(now_);
    std::string text;
    for (std::uint32_t topic = 0; topic < 3; ++topic) {
      read_[topic] = pipeline_.partitions().find_assigned({topic, 0})->watermark.position().value;
      text += (topic > 0 ? "/" : "") + std::to_string(read_[topic] - before[topic]);
    }
    return text;
  }

  Now now_{Instant(std::chrono::hours(1)), WallTime(std::chrono::hours(1))};
  FakeMapper mapper_;
  DamagedSource source_;
  Pipeline pipeline_{options(), topics()};
  ClassReader reader_{source_, pipeline_, nullptr};
  std::array<std::int64_t, 3> read_{};
};

TEST_F(ClassReaderTest, ReadsHigherClassesFirst) {
  put(100, kCritical);
  put(100, kOptional);
  EXPECT_EQ(round(), "100/0/60");
}

TEST_F(ClassReaderTest, ReadsOneInSixteenOfEachLowerClassThatWaits) {
  for (const PartitionRef partition : {kCritical, kNormal, kOptional}) put(1'000, partition);
  EXPECT_EQ(round(), "160/0/0");
  EXPECT_EQ(round(), "140/10/10");
  EXPECT_EQ(round(), "143/8/9");
}

TEST_F(ClassReaderTest, ReadsNothingOfAClassThatIsHeld) {
  put(1'000, kCritical);
  put(1'000, kOptional);
  hold(TopicClass::kOptional);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(round(), "160/0/0");
}

TEST_F(ClassReaderTest, LeavesCreditsUnusedRatherThanReadWhatIsHeld) {
  put(10, kCritical);
  put(1'000, kOptional);
  hold(TopicClass::kOptional);
  EXPECT_EQ(round(), "10/0/0");
  pipeline_.obey({});
  EXPECT_EQ(round(), "0/0/160");
}

// What is owed to a class is read first, and more of it when the others have nothing.
TEST_F(ClassReaderTest, ReadsNothingBehindAnErrorBeforeThatWasLookedAt) {
  put(160, kCritical);
  put(100, kNormal);
  EXPECT_EQ(round(), "160/0/0");
  source_.damage();
  EXPECT_EQ(round(), "0/0/0");
  ASSERT_EQ(source_.next_event()->kind, SourceEvent::Kind::kPartitionError);
  EXPECT_EQ(round(), "0/100/0");
}

TEST_F(ClassReaderTest, ReadsEverySecondRecordOfWhatIsRescued) {
  put(1'000, kCritical);
  put(1'000, kOptional);
  ProtectionOrders orders;
  orders.classes[2] = ClassOrder::kRescue;
  pipeline_.obey(orders);
  round();
  EXPECT_EQ(round(), "96/0/64");  // No more than is saved up.
}

}  // namespace
}  // namespace projector
