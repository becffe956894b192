// Numbers that look random and are a function of their inputs, the same on every machine. The
// standard library's distributions are not.

#pragma once

#include <cstdint>

namespace harbor {

// Spreads every bit of `value` over the whole result (the finalizer of splitmix64).
constexpr std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

class RandomNumbers {
 public:
  explicit RandomNumbers(std::uint64_t seed) : state_(mixed(seed)) {}

  // A number in [0, bound). Requires: 0 < bound < 2^32.
  std::uint32_t below(std::uint32_t bound) {
    return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32);
  }

  // True with this probability.
  bool chance(double probability) {
    constexpr double kTwoTo53 = 9007199254740992.0;
    return static_cast<double>(next() >> 11) < probability * kTwoTo53;
  }

 private:
  std::uint64_t next() { return mixed(state_++); }

  std::uint64_t state_;
};

}  // namespace harbor
