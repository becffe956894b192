// The pipeline's buckets and sentences: what it says, apart from what it does.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "projector/base/offset.h"
#include "projector/core/record_mapper.h"
#include "projector/core/write_result.h"

namespace projector {

// Seconds: from a commit on a fast disk to the longest statement timeout that makes sense.
std::vector<double> latency_bounds();
// Seconds; the budget is one of them, so that "within the budget" can be read off exactly.
std::vector<double> freshness_bounds(std::chrono::milliseconds budget);

std::string rejected_reason(Offset offset, const Rejection& rejection);
std::string refused_reason(Offset offset, const WriteResult& result);
std::string too_large_reason(Offset offset, std::size_t bytes, std::size_t bytes_max);

// The label of an error: the SQLSTATE's class, or "connection".
std::string error_class(const WriteResult& result);

}  // namespace projector
