// A brownout in virtual time: every third statement times out. What is sent a second stays within
// 110 % of the healthy minute before, though batches shrink, and records go on being applied.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "pipeline_fixture.h"

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

class Brownout : public testing::Test {
 protected:
  static constexpr std::uint32_t kWriters = 4;

  Brownout() { test.assign(0); }

  // What was sent in each second; `fails` tells whether the n-th statement does.
  template <typename Fails>
  std::vector<std::uint32_t> run(std::chrono::seconds duration, Fails fails) {
    std::vector<std::uint32_t> sent(static_cast<std::size_t>(duration.count()));
    const Instant start = test.now.steady;
    for (; test.now.steady < start + duration; test.now.steady += 1ms, test.now.wall += 1ms) {
      land();
      read_some();
      while (test.dispatch() != "") {
        ++sent[static_cast<std::size_t>((test.now.steady - start) / 1s)];
        const bool is_failing = fails(++statements_);
        in_air_[test.last.writer] = {test.last, test.now.steady + (is_failing ? 100ms : 10ms),
                                     is_failing};
      }
    }
    return sent;
  }

  PipelineFixture test{{.records = 2000, .batch_rows = 500, .writers = kWriters}};

 private:
  struct Flight {
    Dispatch sent;
    Instant lands_at;
    bool is_failing = false;
  };

  void land() {
    for (auto flight = in_air_.begin(); flight != in_air_.end();) {
      if (flight->second.lands_at > test.now.steady) {
        ++flight;
        continue;
      }
      test.last = flight->second.sent;
      if (flight->second.is_failing) {
        test.answer(WriteAction::kRetrySmaller, flight->first, "statement timeout", "57014");
      } else {
        test.answer(WriteAction::kApplied, flight->first);
      }
      flight = in_air_.erase(flight);
    }
  }

  // Three records a millisecond, of many keys, as long as there is room.
  void read_some() {
    for (int i = 0; i < 3 && test.pipeline.records_wanted() > 0; ++i) {
      if (!test.read(offset_, "key " + std::to_string(offset_ % 97))) return;
      ++offset_;
    }
  }

  std::map<std::uint32_t, Flight> in_air_;
  std::int64_t offset_ = 0;
  std::uint64_t statements_ = 0;
};

TEST_F(Brownout, SendsAtMostATenthMoreThanInTheHealthyMinuteBefore) {
  const auto healthy = run(60s, [](std::uint64_t) { return false; });
  std::uint64_t sum = 0;
  for (const std::uint32_t sent : healthy) sum += sent;
  const double before = static_cast<double>(sum) / 60;

  const auto failing = run(60s, [](std::uint64_t number) { return number % 3 == 0; });

  for (std::size_t second = 0; second < failing.size(); ++second) {
    EXPECT_LE(failing[second], 1.1 * before) << "in second " << second << ", before " << before;
  }
}

TEST_F(Brownout, GoesOnApplying) {
  run(10s, [](std::uint64_t) { return false; });
  const std::uint64_t before = test.outcome(Outcome::kApplied);
  run(60s, [](std::uint64_t number) { return number % 3 == 0; });
  EXPECT_GT(test.outcome(Outcome::kApplied), before + 1000);
}

TEST_F(Brownout, IsForgottenSecondsAfterIt) {
  run(60s, [](std::uint64_t) { return false; });
  run(60s, [](std::uint64_t number) { return number % 3 == 0; });
  run(10s, [](std::uint64_t) { return false; });
  const std::uint64_t before = test.outcome(Outcome::kApplied);
  run(10s, [](std::uint64_t) { return false; });
  EXPECT_NEAR(static_cast<double>(test.outcome(Outcome::kApplied) - before), 30'000, 2'500);
}

}  // namespace
}  // namespace projector
