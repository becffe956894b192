#include "projector/core/circuit.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono_literals::operator""s;

const Instant kStart{std::chrono::hours(1)};

Circuit open_circuit() {
  Circuit circuit(1);
  circuit.on_unreachable(kStart, 0);
  circuit.on_unreachable(kStart, 0);
  return circuit;
}

TEST(Circuit, RetriesTheFirstLossAtOnce) {
  Circuit circuit(1);
  circuit.on_unreachable(kStart, 0);
  EXPECT_FALSE(circuit.is_open());
  EXPECT_TRUE(circuit.may_try(kStart));
}

TEST(Circuit, OpensAtTheSecondLossInARow) {
  const Circuit circuit = open_circuit();
  EXPECT_TRUE(circuit.is_open());
  EXPECT_FALSE(circuit.may_try(kStart));
}

TEST(Circuit, StaysClosedWhenALossIsFollowedByAnAnswer) {
  Circuit circuit(1);
  circuit.on_unreachable(kStart, 0);
  circuit.on_reached();
  circuit.on_unreachable(kStart, 0);
  EXPECT_FALSE(circuit.is_open());
}

TEST(Circuit, LetsOneProbeOutAtATime) {
  Circuit circuit = open_circuit();
  ASSERT_TRUE(circuit.may_try(kStart + 2s));
  EXPECT_NE(circuit.on_try(), 0u);
  EXPECT_FALSE(circuit.may_try(kStart + 60s));
}

TEST(Circuit, WaitsForItsProbeWhateverWasSentBeforeComesBackAs) {
  Circuit circuit = open_circuit();
  const std::uint64_t probe = circuit.on_try();
  circuit.on_unreachable(kStart + 1s, 0);
  circuit.on_unreachable(kStart + 1s, probe - 1);
  EXPECT_FALSE(circuit.may_try(kStart + 60s));
  circuit.on_unreachable(kStart + 60s, probe);
  EXPECT_TRUE(circuit.may_try(kStart + 62s));
}

TEST(Circuit, ProbesAtLeastEveryTwoSecondsHoweverLongItLasts) {
  Circuit circuit = open_circuit();
  Instant now = kStart;
  for (int i = 0; i < 100; ++i) {
    now += 2s;
    ASSERT_TRUE(circuit.may_try(now)) << "after " << i << " probes";
    circuit.on_unreachable(now, circuit.on_try());
  }
}

TEST(Circuit, ClosesWhenAProbeIsAnswered) {
  Circuit circuit = open_circuit();
  EXPECT_NE(circuit.on_try(), 0u);
  circuit.on_reached();
  EXPECT_TRUE(circuit.may_try(kStart));
  EXPECT_FALSE(circuit.next_probe().has_value());
}

// The shortest and the longest of many pauses.
std::pair<std::int64_t, std::int64_t> pauses_after(std::uint32_t failures) {
  Backoff backoff(std::chrono::milliseconds(100), std::chrono::milliseconds(30'000), 7);
  std::pair<std::int64_t, std::int64_t> ends{std::numeric_limits<std::int64_t>::max(), 0};
  for (int i = 0; i < 10'000; ++i) {
    const std::int64_t pause = backoff.pause_after(failures).count();
    ends = {std::min(ends.first, pause), std::max(ends.second, pause)};
  }
  return ends;
}

TEST(Backoff, SpreadsPausesOverTheWholeOfADoublingCeiling) {
  const auto [shortest, longest] = pauses_after(1);
  EXPECT_LE(shortest, 2);
  EXPECT_GE(longest, 99);
  EXPECT_LE(longest, 100);
  const auto [shortest_third, longest_third] = pauses_after(3);
  EXPECT_LE(shortest_third, 8);
  EXPECT_GE(longest_third, 390);
  EXPECT_LE(longest_third, 400);
}

TEST(Backoff, IsAlwaysAPause) { EXPECT_GE(pauses_after(1).first, 1); }

TEST(Backoff, NeverExceedsItsLimit) {
  const auto [shortest, longest] = pauses_after(1'000'000);
  EXPECT_LE(shortest, 300);
  EXPECT_GE(longest, 29'700);
  EXPECT_LE(longest, 30'000);
}

}  // namespace
}  // namespace projector
