// The in-flight limit in a closed loop: it converges, it does not swing, and it costs nothing where
// the sink is healthy. With PROJECTOR_SERIES_DIR set, the step is written there to be drawn.

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "sink_model.h"

namespace projector {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

SinkModel model(bool is_adaptive = true, double arriving_per_second = 1e9) {
  FlowOptions flow;
  flow.adaptive = is_adaptive;
  return SinkModel(flow, arriving_per_second);
}

struct Range {
  std::uint32_t least;
  std::uint32_t most;
};

// Of the limit over the last seconds.
Range limits_over_last(const SinkModel& model, std::size_t seconds) {
  const auto& sights = model.sights();
  Range range{sights.back().limit, sights.back().limit};
  for (auto sight = sights.end() - static_cast<std::ptrdiff_t>(seconds); sight != sights.end();
       ++sight) {
    range.least = std::min(range.least, sight->limit);
    range.most = std::max(range.most, sight->limit);
  }
  return range;
}

// How often the limit turned round, by more than a quarter, over the last seconds.
int turns_over_last(const SinkModel& model, std::size_t seconds) {
  const auto& sights = model.sights();
  int turns = 0;
  int direction = 0;
  double extreme = (sights.end() - static_cast<std::ptrdiff_t>(seconds))->limit;
  for (auto sight = sights.end() - static_cast<std::ptrdiff_t>(seconds); sight != sights.end();
       ++sight) {
    const double limit = sight->limit;
    const int moved = limit > 1.25 * extreme ? 1 : limit < extreme / 1.25 ? -1 : 0;
    if (moved != 0 && direction != 0 && moved != direction) ++turns;
    if (moved != 0) direction = moved;
    if (moved != 0 || (direction > 0 && limit > extreme) || (direction < 0 && limit < extreme)) {
      extreme = limit;
    }
  }
  return turns;
}

void write_series(const SinkModel& model, const std::string& name) {
  const char* folder = std::getenv("PROJECTOR_SERIES_DIR");
  if (folder == nullptr) return;
  std::ofstream file(std::string(folder) + "/" + name);
  file << "seconds,sink's capacity,applied,in-flight limit,in flight\n";
  for (const SinkModel::Sight& sight : model.sights()) {
    file << sight.at_seconds << ',' << sight.sink_rows_per_second << ',' << sight.applied_per_second
         << ',' << sight.limit << ',' << sight.in_flight << '\n';
  }
}

TEST(InFlightLimitModel, ConvergesAfterAStepOfTheSinkAndBack) {
  SinkModel test = model();
  test.set_sink({3000, 5ms});
  EXPECT_GE(test.run(60s), 0.97 * 3000);
  const Range before = limits_over_last(test, 30);
  EXPECT_GE(before.least, 1300u);
  EXPECT_LE(before.most, 2000u);

  test.set_sink({600, 5ms});
  test.run(30s);
  EXPECT_GE(test.run(90s), 0.97 * 600);
  const Range slow = limits_over_last(test, 90);
  EXPECT_GE(slow.least, 240u) << "300 are half a second's work";
  EXPECT_LE(slow.most, 400u);
  EXPECT_EQ(turns_over_last(test, 120), 0);

  test.set_sink({3000, 5ms});
  test.run(10s);
  EXPECT_GE(test.run(50s), 0.97 * 3000);
  const Range after = limits_over_last(test, 50);
  EXPECT_GE(after.least, 1300u);
  EXPECT_LE(after.most, 2000u);
  EXPECT_EQ(turns_over_last(test, 60), 0);
  write_series(test, "in_flight_limit.csv");
}

TEST(InFlightLimitModel, NeverBindsAHealthySink) {
  SinkModel test = model();
  test.set_sink({20'000, 5ms});
  const double adaptive = test.run(8s);
  const Range limits = limits_over_last(test, 8);
  EXPECT_EQ(limits.least, 2000u);

  SinkModel fixed = model(false);
  fixed.set_sink({20'000, 5ms});
  EXPECT_GE(adaptive, 0.97 * fixed.run(8s));
}

TEST(InFlightLimitModel, KeepsASinkThatIsFarAwayAtItsSpeed) {
  SinkModel test = model();
  test.set_sink({1e6, 600ms});
  test.run(30s);
  SinkModel fixed = model(false);
  fixed.set_sink({1e6, 600ms});
  EXPECT_GE(test.run(180s), 0.95 * fixed.run(60s)) << "limit " << test.limit();
}

TEST(InFlightLimitModel, FindsUpFromALowLimitWhereTheSinkIsFarAway) {
  SinkModel test = model();
  test.set_sink({600, 5ms});
  test.run(60s);
  ASSERT_LE(test.limit(), 400u);
  test.set_sink({1e6, 600ms});
  test.run(60s);
  EXPECT_GE(test.limit(), 1500u);
}

TEST(InFlightLimitModel, ConvergesAlsoWhereTheSinkWasNeverFast) {
  SinkModel test = model();
  test.set_sink({600, 5ms});
  test.run(40s);
  EXPECT_LE(test.limit(), 400u);
  test.run(300s);
  EXPECT_LE(limits_over_last(test, 300).most, 400u);
}

TEST(InFlightLimitModel, GoesNoLowerThanWhatKeepsEveryWriterAtWork) {
  SinkModel test = model();
  test.set_sink({50, 5ms});
  test.run(240s);
  EXPECT_EQ(test.limit(), 4 * 32u);
}

TEST(InFlightLimitModel, ComesBackWhileTheSourceIsQuiet) {
  SinkModel test = model();
  test.set_sink({600, 5ms});
  test.run(60s);
  ASSERT_LE(test.limit(), 400u);
  test.set_sink({20'000, 5ms});
  test.end_arrivals();
  test.run(60s);
  EXPECT_EQ(test.limit(), 2000u);
}

TEST(InFlightLimitModel, StaysAsConfiguredWhereItIsNotAdaptive) {
  SinkModel test = model(false);
  test.set_sink({600, 5ms});
  test.run(30s);
  EXPECT_EQ(test.limit(), 2000u);
}

}  // namespace
}  // namespace projector
