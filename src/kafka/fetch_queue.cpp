#include "fetch_queue.h"

#include <algorithm>

namespace projector::kafka {

void FetchQueue::ask(PartitionOffset place) {
  const auto in_air = std::ranges::find(in_air_, place.partition, &Fetch::partition);
  if (in_air != in_air_.end()) return;
  const auto known = std::ranges::find(waiting_, place.partition, &PartitionOffset::partition);
  if (known == waiting_.end()) {
    waiting_.push_back(place);
  } else {
    known->offset = place.offset;
  }
}

std::optional<PartitionOffset> FetchQueue::start(Instant give_up_at) {
  if (waiting_.empty() || in_air_.size() >= at_once_max_) return std::nullopt;
  const PartitionOffset place = waiting_.front();
  waiting_.pop_front();
  in_air_.push_back({place.partition, place.offset, give_up_at});
  return place;
}

std::optional<PartitionOffset> FetchQueue::end(PartitionRef partition) {
  const auto fetch = std::ranges::find(in_air_, partition, &Fetch::partition);
  if (fetch == in_air_.end()) return std::nullopt;
  const PartitionOffset place{partition, fetch->offset};
  in_air_.erase(fetch);
  return place;
}

std::vector<PartitionRef> FetchQueue::late(Instant now) const {
  std::vector<PartitionRef> late;
  for (const Fetch& fetch : in_air_) {
    if (now >= fetch.give_up_at) late.push_back(fetch.partition);
  }
  return late;
}

}  // namespace projector::kafka
