// What the pipeline counted since the start: the numbers behind metrics and status.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "projector/core/histogram.h"
#include "projector/core/outcome.h"

namespace projector {

struct TopicFigures {
  OutcomeCounts outcomes{};
  std::uint64_t arrived = 0;  // By the end offsets, while they were ours.
  std::uint64_t redelivered = 0;
  std::uint64_t retried = 0;  // Records of batches that must be sent again.
  std::uint64_t offsets_lost = 0;
  std::uint64_t timestamp_skew = 0;  // Timestamps ahead of this machine's clock.
  Histogram freshness{{}};

  // Records with an outcome that is not to come again.
  std::uint64_t finished() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : outcomes) sum += count;
    return sum - outcomes[index_of(Outcome::kReleased)];
  }
};

struct PipelineFigures {
  std::vector<TopicFigures> topics;
  Histogram db_commit_ok_seconds{{}};
  Histogram db_commit_error_seconds{{}};
  std::map<std::string, std::uint64_t> retries;    // By SQLSTATE class, or "connection".
  std::map<std::string, std::uint64_t> db_errors;  // Likewise.
};

}  // namespace projector
