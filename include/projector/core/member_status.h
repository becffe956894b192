// What members tell each other through projector_status (contract, section 9), and what follows of
// it for one of them.
//
// Values only; times in seconds.

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "projector/core/group_view.h"
#include "projector/core/options.h"
#include "projector/core/snapshot.h"

namespace projector {

// One partition, as its owner sees it.
struct StatusRow {
  std::string topic;
  std::int32_t partition = 0;
  std::optional<double> as_of_unix_seconds;  // None: not known, so what was known before stays.
  std::string state;                         // Of its topic.
  std::int64_t lag = 0;
  std::optional<double> drain_seconds;  // Of its topic; none while the lag grows.
};

// What another member said lately of its partitions of a topic.
struct OtherStatus {
  std::string owner;
  std::string topic;
  std::string state;
  std::optional<double> drain_seconds;
};

// What came of claiming or writing.
struct StatusAnswer {
  enum class Kind : std::uint8_t {
    kDone,
    kMissing,      // There is no such table here, or no right to it.
    kUnavailable,  // Not now; `reason`.
  };
  Kind kind = Kind::kUnavailable;
  std::string reason;
  std::int64_t generation = 0;  // Of a claim.
  std::uint32_t members = 1;    // The rest is of a write. Alive, oneself included.
  std::vector<OtherStatus> others = {};
  std::uint32_t refused = 0;           // Rows that a member with a newer generation holds.
  std::uint32_t refused_silently = 0;  // Those of them whose holder has fallen silent.
};

std::vector<StatusRow> status_rows(const Snapshot& snapshot);

// A topic that a member has.
struct GroupTopic {
  std::string name;
  TopicClass topic_class = TopicClass::kNormal;
};

// Requires: the answer is of a write that was done. States that are not known here count as steady.
GroupView group_view_of(const StatusAnswer& answer, std::span<const GroupTopic> topics);

}  // namespace projector
