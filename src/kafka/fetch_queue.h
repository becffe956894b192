// Which records are to be looked up next: a few at a time, and each partition once, however often
// it is asked for. Brokers that are away answer nothing while the questions go on.
//
// Thread: one owner. Time is an argument.

#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/record.h"

namespace projector::kafka {

class FetchQueue {
 public:
  // Requires: at_once_max > 0.
  explicit FetchQueue(std::size_t at_once_max) : at_once_max_(at_once_max) {}

  // A partition that waits already keeps its turn, with the new place. One that is being fetched
  // is not fetched again for this: whoever needs another place asks later.
  void ask(PartitionOffset place);

  // The next one, in the air from now on; nullopt: none waits, or as many as may are in the air.
  std::optional<PartitionOffset> start(Instant give_up_at);
  // It is in the air no more. The place that was asked for; nullopt: it was not.
  std::optional<PartitionOffset> end(PartitionRef partition);
  // Of those in the air.
  std::vector<PartitionRef> late(Instant now) const;

  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Fetch {
    PartitionRef partition;
    Offset offset;
    Instant give_up_at;
  };

  const std::size_t at_once_max_;
  std::deque<PartitionOffset> waiting_;
  std::vector<Fetch> in_air_;
};

}  // namespace projector::kafka
