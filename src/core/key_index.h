// Finds the state that belongs to a key, for the length of one fold. The keys stay where they are,
// in the batch; the caller compares them.
//
// Thread: one owner. Keeps its memory from one fold to the next.

#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "projector/base/check.h"

namespace projector {

template <typename State>
class KeyIndex {
 public:
  // Forgets all keys. References to states hold until the next start.
  void start(std::size_t keys_max) {
    states_.clear();
    states_.reserve(keys_max);
    const std::size_t slots = std::bit_ceil(std::max<std::size_t>(2 * keys_max, 2));
    slots_.assign(slots, {});
  }

  // The state for which `is_same(state)` holds; where there is none yet, one made of `values`.
  // Requires: no more keys than announced.
  template <typename IsSame, typename... Values>
  State& at(std::uint64_t hash, IsSame is_same, Values... values) {
    const std::size_t mask = slots_.size() - 1;
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    std::size_t i = hash & mask;
    while (slots_[i].state != 0) {
      State& state = states_[slots_[i].state - 1];
      if (slots_[i].tag == tag && is_same(state)) return state;
      i = (i + 1) & mask;
    }
    PROJECTOR_CHECK(states_.size() < states_.capacity(), "states do not move while in use");
    State& state = states_.emplace_back(values...);
    slots_[i] = Slot{tag, static_cast<std::uint32_t>(states_.size())};
    return state;
  }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t state = 0;  // Its place and one; 0: free.
  };

  std::vector<Slot> slots_;
  std::vector<State> states_;
};

}  // namespace projector
