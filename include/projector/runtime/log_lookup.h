// A port beside those of ports.h: looks into the logs, rarely and out of the way of the reading.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/record.h"
#include "projector/core/retention.h"

namespace projector {

struct LogFinding {
  enum class Kind : std::uint8_t {
    kRecordTime,  // `timestamp` of the first record from `place` on, as asked.
    kRetention,   // `retention` of the topic of `place`; or `reason`, why it is not told.
    kLogStart,    // The log begins at `place`.
  };
  Kind kind = Kind::kRecordTime;
  PartitionOffset place;
  WallTime timestamp{};
  RetentionLimits retention;
  std::string reason;
};

// Nothing here waits; a question that finds no answer is dropped. A finding wakes the consumer.
// Thread: the consumer's.
class LogLookup {
 public:
  virtual ~LogLookup() = default;

  virtual void ask_record_time(PartitionOffset place) = 0;
  virtual void ask_retention(std::uint32_t topic) = 0;
  virtual void ask_log_starts(const std::vector<PartitionRef>& partitions) = 0;
  virtual std::optional<LogFinding> next_finding() = 0;
};

}  // namespace projector
