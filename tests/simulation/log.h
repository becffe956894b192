// The logs of the simulated brokers, with what became of each record: what no member may know.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "projector/base/offset.h"
#include "projector/base/time.h"
#include "projector/core/record.h"

#include "meaning.h"

namespace projector::simulation {

struct LogRecord {
  Offset offset;
  WallTime timestamp;
  std::optional<std::string> key;
  std::optional<std::string> value;
  std::vector<std::pair<std::string, std::string>> headers;
  Meaning meaning;
  std::optional<std::size_t> before;  // The place of the last one of the same order: of its key.

  // What became of it.
  bool is_applied = false;       // In a transaction that was committed, whatever its outcome.
  std::uint32_t letters = 0;     // Dead letters in the dead-letter topic.
  bool letter_was_sent = false;  // By a member that may have died before.
  bool may_be_shed = false;      // Its topic sheds.
  bool is_shed = false;          // A committed offset passed it, unapplied and old enough for that.
  bool is_lost = false;          // Gone from the log before it was applied.
};

struct Log {
  std::vector<LogRecord> records;                             // By offset, with gaps.
  std::map<std::optional<std::string>, std::size_t> last_of;  // The place of a key's last record.
  Offset start;
  Offset end;

  // The place in `records` of the first one from `offset` on.
  std::size_t place_of(Offset offset) const {
    std::size_t low = 0;
    std::size_t high = records.size();
    while (low < high) {
      const std::size_t middle = low + (high - low) / 2;
      if (records[middle].offset < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
};

// Whether nothing needs to be done about the record any more. A bad record of a topic without
// dead-letter topic never is.
inline bool is_done(const LogRecord& record) {
  return record.is_applied || record.letters > 0 || record.is_lost || record.is_shed ||
         record.meaning.kind == Meaning::Kind::kIgnored;
}

}  // namespace projector::simulation
