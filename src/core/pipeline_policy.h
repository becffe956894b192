// The pipeline's buckets and sentences: what it says, apart from what it does.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "projector/base/offset.h"
#include "projector/base/time.h"
#include "projector/core/in_flight_limit.h"
#include "projector/core/options.h"
#include "projector/core/record.h"
#include "projector/core/rejection.h"
#include "projector/core/write_result.h"

namespace projector {

// What stopped is looked at again so often: soon after an operator has mended the table, and seldom
// enough to cost nothing (design decision 9).
inline constexpr auto kResumePause = std::chrono::seconds(5);

// Seconds: from a commit on a fast disk to the longest statement timeout that makes sense.
std::vector<double> latency_bounds();
// Seconds; the budget is one of them, so that "within the budget" can be read off exactly.
std::vector<double> freshness_bounds(std::chrono::milliseconds budget);

// Between what keeps every writer at work and what is configured.
InFlightBounds in_flight_bounds(const FlowOptions& flow, std::uint32_t writers);

// When the age of a record begins: at its timestamp, but never in the future; where it has none,
// when it was read.
WallTime aged_from(const RecordView& record, Now now);

// Of a record that alone would need more memory than all in flight together may have.
Rejection too_large(std::size_t in_flight_bytes);

std::string rejected_reason(Offset offset, const Rejection& rejection);
std::string refused_reason(Offset offset, const WriteResult& result);
std::string keeps_failing_reason(Offset offset, const WriteResult& result);

// The label of an error: the SQLSTATE's class, or "connection".
std::string error_class(const WriteResult& result);

}  // namespace projector
