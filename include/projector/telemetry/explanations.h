// Explanations in the forms that people and programs read: `/explain` (docs/EXPLAIN.md).

#pragma once

#include <span>
#include <string>

#include "projector/core/explanation.h"
#include "projector/core/sink_sight.h"
#include "projector/core/snapshot.h"

namespace projector::telemetry {

// A line for each topic: the sentence and the advice. Where nothing is read yet, one for each of
// `waiting_for`: the servers that a start waits for, with what they answered and the remedy.
std::string explanations_text(std::span<const Explanation> explanations,
                              std::span<const std::string> waiting_for);

// The same with the stable id of the cause, the figures, and what PostgreSQL showed.
// `explanations` stand in the order of the snapshot's topics.
std::string explanations_json(const Snapshot& snapshot, std::span<const Explanation> explanations,
                              const SinkSight& sight, std::span<const std::string> waiting_for);

}  // namespace projector::telemetry
