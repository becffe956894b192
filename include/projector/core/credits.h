// The budget that bounds what is in flight: records, and the bytes that they hold.
//
// One credit stands for one record that was read from Kafka and is not yet durable in PostgreSQL.
// The pool never blocks: when it refuses, the caller stops reading and asks again later. The
// consumer thread therefore keeps polling, and the broker keeps it in the group.
//
// Thread: one owner.

#pragma once

#include <cstddef>
#include <cstdint>

namespace projector {

class Credits {
 public:
  // Requires: both > 0.
  Credits(std::uint32_t records_max, std::size_t bytes_max);

  // Whether one more record of so many bytes may come.
  [[nodiscard]] bool has_room(std::size_t bytes) const {
    return records_in_use_ < records_max_ && bytes <= bytes_max_ - bytes_in_use_;
  }

  // Requires: has_room(bytes).
  void take(std::size_t bytes);
  // Requires: what is given back was taken.
  void give_back(std::uint32_t records, std::size_t bytes);

  std::uint32_t records_available() const { return records_max_ - records_in_use_; }
  std::uint32_t records_in_use() const { return records_in_use_; }
  std::size_t bytes_available() const { return bytes_max_ - bytes_in_use_; }
  std::uint32_t records_max() const { return records_max_; }
  std::size_t bytes_in_use() const { return bytes_in_use_; }
  std::size_t bytes_max() const { return bytes_max_; }

 private:
  const std::uint32_t records_max_;
  const std::size_t bytes_max_;
  std::uint32_t records_in_use_ = 0;
  std::size_t bytes_in_use_ = 0;
};

}  // namespace projector
