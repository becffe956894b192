// The budget that bounds what is in flight: records, and the bytes that they hold.
//
// One credit stands for one record that was read from Kafka and is not yet durable in PostgreSQL.
// The pool never blocks: when it refuses, the caller stops reading and asks again later. The
// consumer thread therefore keeps polling, and the broker keeps it in the group. Lowered below what
// is in use it takes nothing back: it refuses until so much came back.
//
// Thread: one owner.

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace projector {

class Credits {
 public:
  // Requires: both > 0.
  Credits(std::uint32_t records_max, std::size_t bytes_max);

  // Other limits from now on. Requires: both > 0.
  void set_limits(std::uint32_t records_max, std::size_t bytes_max);

  // Whether one more record of so many bytes may come.
  [[nodiscard]] bool has_room(std::size_t bytes) const {
    return records_in_use_ < records_max_ && bytes <= bytes_available();
  }

  // Requires: has_room(bytes).
  void take(std::size_t bytes);
  // Requires: what is given back was taken.
  void give_back(std::uint32_t records, std::size_t bytes);

  std::uint32_t records_available() const {
    return records_max_ - std::min(records_in_use_, records_max_);
  }
  std::uint32_t records_in_use() const { return records_in_use_; }
  std::size_t bytes_available() const { return bytes_max_ - std::min(bytes_in_use_, bytes_max_); }
  std::uint32_t records_max() const { return records_max_; }
  std::size_t bytes_in_use() const { return bytes_in_use_; }
  std::size_t bytes_max() const { return bytes_max_; }

 private:
  std::uint32_t records_max_ = 0;
  std::size_t bytes_max_ = 0;
  std::uint32_t records_in_use_ = 0;
  std::size_t bytes_in_use_ = 0;
};

}  // namespace projector
