// A consumer loop between fakes, in virtual time.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "projector/runtime/consumer_loop.h"

#include "support/fake_dead_letters.h"
#include "support/fake_mapper.h"
#include "support/fake_record_source.h"
#include "support/fake_writers.h"

namespace projector {

inline constexpr PartitionRef kFirst{0, 0};
inline constexpr PartitionRef kSecond{0, 1};

class RecordingLog : public EventLog {
 public:
  void write(Severity, std::string_view event, std::string_view message) override {
    events += std::string(event) + " ";
    messages += std::string(message) + "\n";
  }
  bool has(std::string_view event) const { return events.find(event) != std::string::npos; }
  int count(const std::string& event) const {
    int found = 0;
    for (std::size_t at = 0; (at = events.find(event + " ", at)) != std::string::npos; ++at)
      ++found;
    return found;
  }

  std::string events;
  std::string messages;
};

class KeepingBoard : public SnapshotSink {
 public:
  void publish(std::shared_ptr<const Snapshot> snapshot) override { latest = std::move(snapshot); }

  std::shared_ptr<const Snapshot> latest;
};

class LoopTest : public testing::Test {
 protected:
  // An empty name: bad records stop their partition.
  explicit LoopTest(std::string dead_letter_topic = {})
      : dead_letter_topic_(std::move(dead_letter_topic)) {
    source_.assign({{kFirst, Offset{0}}});
  }

  static PipelineOptions pipeline_options() {
    PipelineOptions options;
    options.flow.in_flight_records = 4;
    options.writers = 1;
    return options;
  }

  TopicOptions topic() const {
    TopicOptions options;
    options.name = "bookings";
    options.dead_letter_topic = dead_letter_topic_;
    return options;
  }

  void put(int records, PartitionRef partition = kFirst) {
    for (int i = 0; i < records; ++i) source_.put("k", "1", partition);
  }

  // Steps until nothing more happens by itself at this moment.
  void settle() {
    for (int i = 0; i < 20 && !loop_.is_finished(); ++i) loop_.step(now_);
  }
  void pass(Duration duration) {
    now_.steady += duration;
    now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(duration);
    settle();
  }

  const std::string dead_letter_topic_;
  Now now_{Instant(std::chrono::hours(1)), WallTime(std::chrono::hours(1))};
  FakeRecordSource source_;
  FakeWriters writers_;
  FakeDeadLetterSink letters_;
  FakeMapper mapper_;
  RecordingLog log_;
  KeepingBoard board_;
  WritePlans plans_{1};
  Pipeline pipeline_{pipeline_options(), {{topic(), &mapper_}}};
  Observer observer_{pipeline_, FlowOptions{}, board_, log_, [] { return std::size_t{0}; }};
  ConsumerLoop loop_{RuntimeOptions{},
                     {source_, writers_, pipeline_, observer_, log_, {&plans_}, &letters_},
                     false};
};

}  // namespace projector
