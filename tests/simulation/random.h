// All randomness of a simulated run, from one seed: the same on every machine and library.
//
// Thread: one owner.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace projector::simulation {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // Splitmix64: short, and good enough to choose faults by.
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
  }

  // Both ends included. Requires: low <= high.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  std::chrono::milliseconds pause(std::int64_t low_ms, std::int64_t high_ms) {
    return std::chrono::milliseconds(between(low_ms, high_ms));
  }
  bool percent(std::int64_t chance) { return between(0, 99) < chance; }

  template <typename T>
  const T& one_of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace projector::simulation
