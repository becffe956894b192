// Which record each dead letter on its way stands for, until it is acknowledged.
//
// Thread: one owner.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>

#include "projector/base/offset.h"
#include "projector/core/dead_letter.h"
#include "projector/core/record.h"

namespace projector {

class DeadLetterBook {
 public:
  struct Origin {
    PartitionRef partition;
    Epoch epoch;
    Offset offset;
    std::uint64_t sequence = 0;  // In the partition's watermark.
    std::size_t bytes = 0;       // Held of the in-flight limit.
  };

  // Gives the letter its id; it waits to be handed out.
  void add(DeadLetter letter, const Origin& origin);
  // The next one to be sent, in the order in which they came.
  std::optional<DeadLetter> next();
  // What it stood for; it is forgotten. Requires: added, and not closed before.
  Origin close(std::uint64_t id);

  // Those not closed, oldest first.
  const std::map<std::uint64_t, Origin>& open() const { return open_; }

 private:
  std::deque<DeadLetter> waiting_;
  std::map<std::uint64_t, Origin> open_;
  std::uint64_t last_id_ = 0;
};

}  // namespace projector
