// How records in hand fail, again and again: whether they themselves may be to blame.
//
// A state that nobody knows, or a link that breaks each time, says nothing of the records. When the
// same ones meet the same state five times in a row while others are applied, they are split, so
// that the one to blame stands alone (design decision 9).
//
// Thread: one owner.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "projector/base/time.h"

namespace projector {

class FailureStreak {
 public:
  static constexpr std::uint32_t kSameStateMax = 5;

  // They failed once more. `applied` counts the batches that were applied of anything so far.
  void add(const std::string& sqlstate, std::uint64_t applied, Instant now) {
    if (!since_) since_ = now;
    if (count_ == 0 || state_ != sqlstate) {
      state_ = sqlstate;
      count_ = 0;
      applied_before_ = applied;
    }
    ++count_;
    others_applied_ = applied > applied_before_;
  }

  bool is_to_blame() const { return count_ >= kSameStateMax && others_applied_; }
  // When they first failed; nullopt: they did not.
  std::optional<Instant> since() const { return since_; }

 private:
  std::optional<Instant> since_;
  std::string state_;
  std::uint32_t count_ = 0;  // By that state in a row.
  std::uint64_t applied_before_ = 0;
  bool others_applied_ = false;
};

}  // namespace projector
