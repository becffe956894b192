// July 14 in virtual time: 3,000 events/s for five minutes against a sink of 600/s, then 500/s,
// with an optional topic at a third of the load. The real core and loop, with classes and without.
//
//   july14 [SERIES.csv]    checks what the policy promises, and writes the time series for the plot
//
// "Without" means one class for both topics: they share the sink by what arrives.

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "projector/runtime/consumer_loop.h"

#include "support/fake_mapper.h"

namespace projector::simulation {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array<int, 2> kPartitions = {4, 2};  // By topic; all partitions have the same load.
constexpr double kNormalLoad = 500.0 / 6;           // Events/s of a partition.
constexpr double kBurstLoad = 3'000.0 / 6;
constexpr double kBurstFrom = 60;
constexpr double kBurstUntil = 360;
constexpr double kSinkPerSecond = 600;
constexpr double kBudgetSeconds = 120;
constexpr double kAgeKeptMost = 0.6;  // Of the age without policy.
constexpr Instant kStart{std::chrono::hours(1)};

// The log of one partition: nothing is stored, an offset tells when its record came.
std::int64_t end_at(double at) {
  const double burst = std::clamp(at, kBurstFrom, kBurstUntil) - kBurstFrom;
  return static_cast<std::int64_t>((at - burst) * kNormalLoad + burst * kBurstLoad);
}
double time_of(std::int64_t offset) {
  const double before = kBurstFrom * kNormalLoad;
  const double within = (kBurstUntil - kBurstFrom) * kBurstLoad;
  const double at = static_cast<double>(offset + 1);
  if (at <= before) return at / kNormalLoad;
  if (at <= before + within) return kBurstFrom + (at - before) / kBurstLoad;
  return kBurstUntil + (at - before - within) / kNormalLoad;
}

struct Clock {
  double seconds = 0;

  Now now() const {
    const milliseconds passed(static_cast<std::int64_t>(seconds * 1'000));
    return {kStart + passed, WallTime(std::chrono::hours(500'000)) + passed};
  }
};

class Source final : public RecordSource {
 public:
  Source(const Clock& clock, std::array<TopicClass, 2> classes) : clock_(clock), classes_(classes) {
    for (std::uint32_t topic = 0; topic < kPartitions.size(); ++topic) {
      for (int number = 0; number < kPartitions[topic]; ++number) {
        next_.push_back({{topic, number}, Offset{0}});
      }
    }
    push(SourceEvent::Kind::kAssigned, next_);
  }

  void subscribe() override {}
  void wait(milliseconds) override {}
  void wake() noexcept override {}
  std::optional<SourceEvent> next_event() override {
    if (events_.empty()) return std::nullopt;
    SourceEvent event = std::move(events_.front());
    events_.pop_front();
    return event;
  }
  // In the order in which they came: of the partitions in turn.
  const RecordView* next_record(TopicClass topic_class) override {
    const std::int64_t end = end_at(clock_.seconds);
    PartitionOffset* oldest = nullptr;
    for (PartitionOffset& next : next_) {
      if (classes_[next.partition.topic] != topic_class || next.offset.value >= end) continue;
      if (oldest == nullptr || next.offset < oldest->offset) oldest = &next;
    }
    if (oldest == nullptr) return nullptr;
    RecordView& record = records_[static_cast<std::size_t>(topic_class)];
    std::string& key = keys_[static_cast<std::size_t>(topic_class)];
    key = std::to_string(oldest->offset.value % 97);
    record.partition = oldest->partition;
    record.offset = oldest->offset;
    record.timestamp =
        Clock{}.now().wall +
        milliseconds(static_cast<std::int64_t>(time_of(oldest->offset.value) * 1'000));
    record.key = key;
    record.value = "1";
    oldest->offset = oldest->offset.next();
    return &record;
  }
  void confirm_assigned() override {}
  void confirm_revoked() override {}
  void commit(std::span<const PartitionOffset> next_offsets) override {
    push(SourceEvent::Kind::kCommitted, {next_offsets.begin(), next_offsets.end()});
  }
  void ask_end_offsets() override {
    std::vector<PartitionOffset> ends;
    for (const PartitionOffset& next : next_) {
      ends.push_back({next.partition, Offset{end_at(clock_.seconds)}});
    }
    push(SourceEvent::Kind::kEndOffsets, std::move(ends));
  }
  void stop(PartitionRef) override {}
  void resume(PartitionOffset) override {}
  std::optional<Offset> earliest(PartitionRef) override { return Offset{0}; }
  void close(milliseconds) override {}

 private:
  void push(SourceEvent::Kind kind, std::vector<PartitionOffset> partitions) {
    SourceEvent event;
    event.kind = kind;
    event.partitions = std::move(partitions);
    events_.push_back(std::move(event));
  }

  const Clock& clock_;
  const std::array<TopicClass, 2> classes_;
  std::vector<PartitionOffset> next_;
  std::deque<SourceEvent> events_;
  std::array<RecordView, kTopicClassCount> records_;
  std::array<std::string, kTopicClassCount> keys_;
};

// So many rows a second, whoever writes.
class Sink final : public BatchWriters {
 public:
  explicit Sink(const Clock& clock) : clock_(clock) {}

  void send(std::uint32_t writer, const WriteJob& job) override {
    const double from = std::max(clock_.seconds, busy_until_);
    busy_until_ = from + job.range.size() / kSinkPerSecond;
    WriteDone done;
    done.writer = writer;
    done.result.applied = job.range.size();
    done.took = milliseconds(static_cast<std::int64_t>((busy_until_ - clock_.seconds) * 1'000));
    in_air_.emplace_back(busy_until_, std::move(done));
  }
  std::vector<WriteDone> take_done() override {
    std::vector<WriteDone> done;
    while (!in_air_.empty() && in_air_.front().first <= clock_.seconds) {
      done.push_back(std::move(in_air_.front().second));
      in_air_.pop_front();
    }
    return done;
  }
  void cancel() override {}
  double next_done(double otherwise) const {
    return in_air_.empty() ? otherwise : std::min(in_air_.front().first, otherwise);
  }

 private:
  const Clock& clock_;
  double busy_until_ = 0;
  std::deque<std::pair<double, WriteDone>> in_air_;
};

class Quiet final : public EventLog {
 public:
  void write(Severity, std::string_view, std::string_view) override {}
};

class Board final : public SnapshotSink {
 public:
  void publish(std::shared_ptr<const Snapshot> snapshot) override { latest = std::move(snapshot); }
  std::shared_ptr<const Snapshot> latest;
};

struct Look {
  double at = 0;
  double bookings_age = 0;
  double exports_age = 0;
  bool is_held = false;
  std::string state;
};

struct Story {
  std::vector<Look> looks;
  std::vector<std::string> states = {"steady"};
  double bookings_age_max = 0;
  double bookings_age_when_held = -1;
  double caught_up_at = 0;
};

class Run {
 public:
  explicit Run(std::array<TopicClass, 2> classes) : source_(clock_, classes), classes_(classes) {}

  // Until all is applied after the burst, or the time is over.
  Story play(double seconds_max) {
    while (clock_.seconds < seconds_max) {
      const auto pause = loop_.step(clock_.now());
      look();
      if (is_caught_up() && clock_.seconds > kBurstUntil) break;
      const double due = clock_.seconds + std::max(to_seconds(pause), 0.001);
      clock_.seconds = std::min(sink_.next_done(due), clock_.seconds + kArrivalsSeen);
    }
    story_.caught_up_at = clock_.seconds;
    return story_;
  }

 private:
  static constexpr double kArrivalsSeen = 0.05;  // A broker answers a fetch so often.
  static constexpr double kLookEvery = 5;

  std::vector<PipelineTopic> topics() {
    std::vector<PipelineTopic> made;
    for (const std::size_t topic : {0u, 1u}) {
      TopicOptions options;
      options.name = topic == 0 ? "booking-events" : "booking-exports";
      options.topic_class = classes_[topic];
      options.freshness_budget = seconds(static_cast<int>(kBudgetSeconds));
      made.push_back({options, &mapper_});
    }
    return made;
  }

  bool is_caught_up() const {
    return board_.latest != nullptr && board_.latest->state == "steady" &&
           board_.latest->topics[0].lag + board_.latest->topics[1].lag < 1'000;
  }

  void look() {
    if (board_.latest == nullptr) return;
    const Snapshot& seen = *board_.latest;
    const double age = seen.topics[0].oldest_age_seconds;
    if (seen.state != story_.states.back()) story_.states.push_back(seen.state);
    story_.bookings_age_max = std::max(story_.bookings_age_max, age);
    const bool is_held = pipeline_.orders().is_held(classes_[1]);
    if (is_held && story_.bookings_age_when_held < 0) story_.bookings_age_when_held = age;
    if (!story_.looks.empty() && clock_.seconds < story_.looks.back().at + kLookEvery) return;
    story_.looks.push_back(
        {clock_.seconds, age, seen.topics[1].oldest_age_seconds, is_held, seen.state});
  }

  Clock clock_;
  FakeMapper mapper_;
  Source source_;
  const std::array<TopicClass, 2> classes_;
  Sink sink_{clock_};
  Quiet log_;
  Board board_;
  WritePlans plans_{1};
  Pipeline pipeline_{PipelineOptions{}, topics()};
  Observer observer_{pipeline_, FlowOptions{}, board_, log_, [] { return std::size_t{0}; }};
  ConsumerLoop loop_{RuntimeOptions{},
                     {source_, sink_, pipeline_, observer_, log_, {&plans_, &plans_}, nullptr},
                     false};
  Story story_;
};

int failures = 0;

void expect(bool holds, const std::string& what) {
  std::printf("%s %s\n", holds ? "holds " : "BROKEN", what.c_str());
  if (!holds) ++failures;
}

std::string text(double number) { return std::to_string(static_cast<int>(number + 0.5)); }

bool write_series(const char* path, const Story& with, const Story& without) {
  std::FILE* const file = std::fopen(path, "w");
  if (file == nullptr) return false;
  std::fputs(
      "seconds,bookings with policy,bookings without,exports with policy,budget,state,held\n",
      file);
  for (std::size_t i = 0; i < std::min(with.looks.size(), without.looks.size()); ++i) {
    const Look& look = with.looks[i];
    std::fprintf(file, "%.0f,%.1f,%.1f,%.1f,%.0f,%d,%d\n", look.at, look.bookings_age,
                 without.looks[i].bookings_age, look.exports_age, kBudgetSeconds,
                 static_cast<int>(flow_state_of(look.state)), look.is_held ? 1 : 0);
  }
  return std::fclose(file) == 0;
}

int check(const char* series) {
  constexpr double kLongEnough = 20'000;
  constexpr double kPeakPassed = 2'200;
  const Story with = Run({TopicClass::kCritical, TopicClass::kOptional}).play(kLongEnough);
  const Story without = Run({TopicClass::kNormal, TopicClass::kNormal}).play(kPeakPassed);

  std::string states;
  for (const std::string& state : with.states)
    states.append(states.empty() ? "" : " ").append(state);
  expect(states == "steady absorbing protecting absorbing steady", "states: " + states);
  const double part = with.bookings_age_max / without.bookings_age_max;
  expect(part <= kAgeKeptMost, "the critical topic's age is " + text(part * 100) + " % (" +
                                   text(with.bookings_age_max) + " s of " +
                                   text(without.bookings_age_max) + " s without policy)");
  expect(with.bookings_age_when_held >= 0 && with.bookings_age_when_held < kBudgetSeconds,
         "exports were held when bookings were " + text(with.bookings_age_when_held) +
             " s old, of " + text(kBudgetSeconds) + " s allowed");
  expect(with.caught_up_at < kLongEnough,
         "all is applied " + text(with.caught_up_at) + " s after the beginning");
  if (series != nullptr)
    expect(write_series(series, with, without), std::string("wrote ") + series);
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace projector::simulation

int main(int count, char** words) {
  return projector::simulation::check(count > 1 ? words[1] : nullptr);
}
