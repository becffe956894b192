// The loop's half of reading, and where the time of its stages goes.

#include "projector/runtime/consumer_loop.h"

namespace projector {

bool ConsumerLoop::read(Now now) {
  if (revoked_ || stopping_ || !reader_.has_work()) return false;
  const Instant began = clock();
  const bool has_more = reader_.read(now);
  stages_.on_read(clock() - began, reader_.times().taking, reader_.times().mapping);
  return has_more;
}

StageSight ConsumerLoop::see_stages(Now now) const {
  const Pipeline& pipeline = parts_.pipeline;
  StageSight sight;
  sight.has_no_room = pipeline.records_wanted() == 0 || reader_.has_found_no_room();
  sight.writers = writers_;
  sight.writers_busy = writers_busy_;
  sight.is_writing_put_off = writers_busy_ < writers_ && pipeline.credits().records_in_use() > 0 &&
                             (pipeline.circuit().is_open() || pipeline.next_attempt().has_value());
  sight.is_committing = commit_in_flight_since_.has_value();
  sight.is_commit_due = sight.is_committing && now.steady >= next_commit_;
  return sight;
}

}  // namespace projector
