// The outside world, on one screen: what the loops need, and adapters provide.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "projector/base/time.h"
#include "projector/core/dead_letter.h"
#include "projector/core/fold.h"
#include "projector/core/member_status.h"
#include "projector/core/options.h"
#include "projector/core/record.h"
#include "projector/core/snapshot.h"
#include "projector/core/write_result.h"

namespace projector {

// What the group, the brokers and the log say, in the order in which it happened.
struct SourceEvent {
  enum class Kind : std::uint8_t {
    kAssigned,        // `partitions` with their start; read on once confirm_assigned() was called.
    kRevoked,         // `partitions`, still ours until confirm_revoked(): drain and commit first.
    kLost,            // `partitions`, already another's: nothing may be committed. Confirm as well.
    kCommitted,       // The commit in flight ended; `partitions` are what it stored.
    kCommitFailed,    // Likewise, of `partitions` alone; `reason`. The others are offered again.
    kEndOffsets,      // `partitions` with their end offsets, as asked.
    kEndOfPartition,  // No record lies between the last one read and `partitions[0]`.
    kPartitionError,  // `partitions[0]` cannot be read on; `reason`.
    kOffsetLost,      // `partitions[0]`: the place to read is no longer in the log.
    kTopicChanged,    // `partitions`: their offsets are no versions any more; `reason`.
    kThrottled,       // A broker asks for a pause of `seconds` after each answer; 0: no more.
    kAccess,          // What the brokers refuse to this user has changed: `refused`.
    kRenewed,         // The member joins anew, behind kLost for what it had; `reason`.
    kWarning,         // `reason`: for the log; librdkafka goes on by itself.
    kFatal,           // Fenced, or librdkafka gave up; `reason`. The process ends with 80.
  };
  Kind kind = Kind::kWarning;
  std::vector<PartitionOffset> partitions;
  std::vector<PartitionRef> without_offset;  // Of kAssigned: nothing committed, in a known group.
  std::string reason;
  std::vector<std::string> refused;  // By topic, and what helps; empty: nothing is refused.
  double seconds = 0;                // Of a commit: how long it took; of a pause: how long it is.
  bool needs_mending = false;  // Of a failed commit: somebody must change a right or a setting.
};

// A member of the consumer group. Thread: the consumer's, but for wake().
class RecordSource {
 public:
  virtual ~RecordSource() = default;

  // Joins the group. Requires: once, first.
  virtual void subscribe() = 0;

  // Sleeps until something may be there to take, wake() was called, or the time is over.
  virtual void wait(std::chrono::milliseconds timeout) = 0;
  // From any thread.
  virtual void wake() noexcept = 0;

  virtual std::optional<SourceEvent> next_event() = 0;
  // The next record of a class, or null; valid until the next one of that class is asked for. Not
  // asking is the backpressure. After null, look at the events first: an error may lie there, and
  // what comes behind it would hide the gap.
  virtual const RecordView* next_record(TopicClass topic_class) = 0;

  virtual void confirm_assigned() = 0;
  virtual void confirm_revoked() = 0;

  // Stores next offsets, answered by kCommitted or kCommitFailed. One at a time.
  virtual void commit(std::span<const PartitionOffset> next_offsets) = 0;
  // Asks for the end offsets of what is assigned, answered by kEndOffsets.
  virtual void ask_end_offsets() = 0;

  // Nothing of the partition is handed out until resume(), which starts exactly at `next`.
  virtual void stop(PartitionRef partition) = 0;
  virtual void resume(PartitionOffset next) = 0;
  // Where the log of the partition begins now; nullopt where the broker does not answer in time.
  virtual std::optional<Offset> earliest(PartitionRef partition) = 0;

  // Ends the membership, at most until the timeout; nothing may be asked afterwards. A static
  // member keeps its place in the group for the session timeout.
  virtual void close(std::chrono::milliseconds timeout) = 0;
};

// One connection to PostgreSQL. Thread: its writer's, but for cancel().
class RowSink {
 public:
  virtual ~RowSink() = default;

  // All statements in their order, in one transaction, settled (settlement.h); connects first where
  // it must. Never throws for what the server or the network does. nullopt: undone, because the
  // counts do not tell the outcomes; never so where the batch was folded with
  // FoldDetail::kEveryRow. Requires: `plans` is constant over the sink's life for a topic.
  virtual std::optional<WriteResult> write(const FoldedBatch& batch, const WritePlans& plans) = 0;

  // From any thread: ends the statement that runs, as if it had failed.
  virtual void cancel() noexcept = 0;
};

// Takes dead letters to their topics, and keeps each until its broker has acknowledged it: it tries
// for as long as it must. One refused for its size goes without its value. Thread: the consumer's.
class DeadLetterSink {
 public:
  virtual ~DeadLetterSink() = default;
  virtual void send(DeadLetter letter) = 0;
  // The ids of those acknowledged since the last call. An acknowledgement wakes the consumer.
  virtual std::vector<std::uint64_t> take_acknowledged() = 0;
  // Why letters of this topic are not getting through; empty: they are.
  virtual std::string trouble(std::uint32_t topic) const = 0;
};

// What members tell each other and readers of the tables, beside the rows. Thread: one of its own.
class StatusTable {
 public:
  virtual ~StatusTable() = default;

  // A generation above all that were claimed before, by whichever member.
  virtual StatusAnswer claim() = 0;
  // One statement for all rows: those that a newer generation holds are refused, and counted. Both
  // end within seconds, whatever the server and the network do, and throw nothing for it.
  virtual StatusAnswer write(std::int64_t generation, std::span<const StatusRow> rows) = 0;
};

enum class Severity : std::uint8_t { kDebug, kInfo, kWarning, kError };

// The operator's log. From any thread; never blocks, never shows payloads.
class EventLog {
 public:
  virtual ~EventLog() = default;

  static constexpr std::size_t kMessageBytesMax = 2000;  // A longer message is cut.
  // `event` is a stable id, such as "partition.stopped"; lines of one event are rate-limited
  // together. `message` is one sentence with the numbers.
  virtual void write(Severity severity, std::string_view event, std::string_view message) = 0;
};

// Takes each tick's snapshot. From the consumer thread; readers are on others.
class SnapshotSink {
 public:
  virtual ~SnapshotSink() = default;
  virtual void publish(std::shared_ptr<const Snapshot> snapshot) = 0;
};

}  // namespace projector
