// The pipeline's half of other limits while it runs.

#include "projector/core/pipeline.h"

#include "pipeline_policy.h"

namespace projector {

void Pipeline::tune(const PipelineTunables& tunables, Instant now) {
  options_.flow = tunables.flow;
  options_.retry = tunables.retry;
  limit_.set_bounds(in_flight_bounds(tunables.flow, options_.writers), now);
  credits_.set_limits(limit_.current(), tunables.flow.in_flight_bytes);
  backoff_.set_pauses(tunables.retry.first, tunables.retry.limit);
  const BatchLimits limits{tunables.flow.batch_rows, tunables.flow.batch_bytes};
  for (std::size_t index = 0; index < topics_.size(); ++index) {
    TopicLanes& topic = topics_[index];
    for (Lane& lane : topic.lanes) lane.set_limits(limits);
    // Whoever shortens the pauses does not mean to wait for the end of a long one first.
    topic.wait_at_most_until(now + tunables.retry.limit);
    const auto reserve = tunables.retention_reserves.find(topic.options.name);
    if (reserve != tunables.retention_reserves.end()) {
      topic.options.retention_reserve = reserve->second;
    }
    const auto budget = tunables.freshness_budgets.find(topic.options.name);
    if (budget == tunables.freshness_budgets.end()) continue;
    if (budget->second == topic.options.freshness_budget) continue;
    topic.options.freshness_budget = budget->second;
    Histogram& freshness = figures_.topics[index].freshness;
    freshness = freshness.with_bounds(freshness_bounds(budget->second));
  }
}

}  // namespace projector
