// Reads a topic once, from its beginning to the end it had when reading began.
//
// Without a group: it commits nothing and disturbs nobody. Thread: one owner.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/instant.h"
#include "sim/kafka_client.h"

namespace harbor::kafka {

// A record while it is looked at; what it gives out lives as long.
class RecordView {
 public:
  explicit RecordView(const rd_kafka_message_t& message) : message_(message) {}

  std::int32_t partition() const { return message_.partition; }
  std::int64_t offset() const { return message_.offset; }
  std::optional<std::string_view> key() const;
  std::optional<std::string_view> value() const;
  std::optional<Instant> timestamp() const;
  std::optional<std::string_view> header(const char* name) const;

 private:
  const rd_kafka_message_t& message_;
};

class Reader {
 public:
  // Looks up where each partition begins and ends. Throws Unavailable.
  explicit Reader(const TopicAddress& topic);
  ~Reader();

  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // Offsets between beginnings and ends; records may be fewer (compaction, transactions).
  std::uint64_t offsets() const;

  // Offsets that retention has taken already. The topic does not tell its whole story then.
  std::uint64_t offsets_gone() const;

  // Shows each record to `take`, in offset order within a partition. Call once. Throws Unavailable
  // when the broker goes away.
  void read(const std::function<void(const RecordView&)>& take);

 private:
  struct Partition {
    std::int64_t begin;
    std::int64_t end;
    bool is_done;
  };

  void assign();
  bool take_one(const rd_kafka_message_t& message,
                const std::function<void(const RecordView&)>& take);
  void finish(Partition& partition);

  const TopicAddress topic_;
  Client client_;
  std::vector<Partition> partitions_;
  std::size_t unfinished_ = 0;
};

}  // namespace harbor::kafka
