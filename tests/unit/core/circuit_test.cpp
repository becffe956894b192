#include "projector/core/circuit.h"

#include <cstdint>

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

TEST(Backoff, StaysBetweenHalfAndTheWholeOfADoublingCeiling) {
  Backoff backoff(std::chrono::milliseconds(100), std::chrono::milliseconds(30'000), 7);
  EXPECT_GE(backoff.pause_after(1).count(), 50);
  EXPECT_LE(backoff.pause_after(1).count(), 100);
  EXPECT_GE(backoff.pause_after(3).count(), 200);
  EXPECT_LE(backoff.pause_after(3).count(), 400);
}

TEST(Backoff, NeverExceedsItsLimit) {
  Backoff backoff(std::chrono::milliseconds(100), std::chrono::milliseconds(30'000), 7);
  EXPECT_LE(backoff.pause_after(1'000'000).count(), 30'000);
  EXPECT_GE(backoff.pause_after(1'000'000).count(), 15'000);
}

}  // namespace
}  // namespace projector
