// The headers of a record as one run of bytes, so that they can stay with its copy in a batch until
// it is known whether it becomes a dead letter.
//
//   | bytes of the name | bytes of the value, or -1 for null | name | value | ...

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "projector/core/byte_arena.h"
#include "projector/core/record.h"

namespace projector {

// How many bytes pack_headers() takes from the arena.
std::size_t packed_bytes(const RecordHeaders& headers);

// A copy in the arena. Empty where there are none.
std::string_view pack_headers(const RecordHeaders& headers, ByteArena& arena);

// Reads them back. The bytes must outlive it.
// Thread: one.
class PackedHeaders final : public RecordHeaders {
 public:
  // Requires: made by pack_headers(), or empty.
  explicit PackedHeaders(std::string_view packed) : packed_(packed) {}

  std::optional<std::string_view> find(std::string_view name) const override;
  std::size_t count() const override;
  RecordHeader at(std::size_t index) const override;

 private:
  std::string_view packed_;
  // Where at() stood last: it is asked for one after the other.
  mutable std::size_t index_ = 0;
  mutable std::size_t place_ = 0;
};

}  // namespace projector
