#include "projector/base/quantity.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

using std::chrono_literals::operator""ms;

TEST(Quantity, ReadsEveryUnit) {
  EXPECT_EQ(parse_duration("250ms"), 250ms);
  EXPECT_EQ(parse_duration("90s"), 90'000ms);
  EXPECT_EQ(parse_duration("2m"), 120'000ms);
  EXPECT_EQ(parse_bytes("64MiB"), std::size_t{64} << 20);
  EXPECT_EQ(parse_bytes("0B"), 0u);
}

TEST(Quantity, RefusesWhatHasNoUnitOrAnUnknownOne) {
  EXPECT_EQ(parse_duration("90"), std::nullopt);
  EXPECT_EQ(parse_duration("90 s"), std::nullopt);
  EXPECT_EQ(parse_duration("90seconds"), std::nullopt);
  EXPECT_EQ(parse_duration("-1s"), std::nullopt);
  EXPECT_EQ(parse_bytes("64MB"), std::nullopt);
  EXPECT_EQ(parse_bytes(""), std::nullopt);
}

TEST(Quantity, RefusesWhatDoesNotFit) {
  EXPECT_EQ(parse_duration("99999999999999999d"), std::nullopt);
  EXPECT_EQ(parse_bytes("18446744073709551616B"), std::nullopt);
}

TEST(Quantity, ReadsRates) {
  EXPECT_EQ(parse_rate("3000/s"), 3000.0);
  EXPECT_EQ(parse_rate("0/s"), 0.0);
  EXPECT_EQ(parse_rate("3000"), std::nullopt);
  EXPECT_EQ(parse_rate("50/m"), std::nullopt);
  EXPECT_EQ(parse_rate("1.5/s"), std::nullopt);
}

TEST(Quantity, WritesInTheLargestWholeUnit) {
  EXPECT_EQ(format_duration(90'000ms), "90s");
  EXPECT_EQ(format_duration(120'000ms), "2m");
  EXPECT_EQ(format_duration(0ms), "0ms");
  EXPECT_EQ(format_bytes(std::size_t{8} << 20), "8MiB");
  EXPECT_EQ(format_bytes(1000), "1000B");
}

}  // namespace
}  // namespace projector
