// A record as it was read from Kafka, borrowed from the adapter that read it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "projector/base/offset.h"
#include "projector/base/time.h"

namespace projector {

// A partition of a configured topic. `topic` is the place of the topic in the configuration.
struct PartitionRef {
  std::uint32_t topic = 0;
  std::int32_t partition = 0;

  friend auto operator<=>(const PartitionRef&, const PartitionRef&) = default;
};

// A partition with a place in it: where to start, what to commit, where it ends.
struct PartitionOffset {
  PartitionRef partition;
  Offset offset;
};

// One header of a record. A null value has a null data().
struct RecordHeader {
  std::string_view name;
  std::string_view value;
};

// Headers are looked at rarely, so they are read on demand. A name may occur more than once: the
// last one counts, as in Kafka's own clients. What is handed out is borrowed like the record.
class RecordHeaders {
 public:
  virtual ~RecordHeaders() = default;

  // The value; nullopt where there is no such header or its value is null.
  virtual std::optional<std::string_view> find(std::string_view name) const = 0;

  // All of them, in their order, names that occur again included.
  virtual std::size_t count() const = 0;
  // Requires: index < count().
  virtual RecordHeader at(std::size_t index) const = 0;
};

// Valid until the next record is asked for. A null key or value has a null data().
struct RecordView {
  PartitionRef partition;
  Offset offset;
  std::optional<WallTime> timestamp;  // Kafka's: creation or append time, as the topic says.
  std::string_view key;
  std::string_view value;
  const RecordHeaders* headers = nullptr;  // Null: none.

  bool has_key() const { return key.data() != nullptr; }
  bool has_value() const { return value.data() != nullptr; }
};

}  // namespace projector
