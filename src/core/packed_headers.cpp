#include "projector/core/packed_headers.h"

#include <cstdint>
#include <cstring>

#include "projector/base/check.h"

namespace projector {
namespace {

constexpr std::int64_t kNullValue = -1;

struct Sizes {
  std::int64_t name = 0;
  std::int64_t value = 0;
};

Sizes sizes_at(std::string_view packed, std::size_t place) {
  PROJECTOR_CHECK(place + sizeof(Sizes) <= packed.size(), "there is no such header");
  Sizes sizes;
  std::memcpy(&sizes, packed.data() + place, sizeof(sizes));
  return sizes;
}

std::size_t bytes_of(const Sizes& sizes) {
  const std::int64_t value = sizes.value == kNullValue ? 0 : sizes.value;
  return sizeof(Sizes) + static_cast<std::size_t>(sizes.name + value);
}

RecordHeader header_at(std::string_view packed, std::size_t place) {
  const Sizes sizes = sizes_at(packed, place);
  const char* const name = packed.data() + place + sizeof(Sizes);
  RecordHeader header;
  header.name = {name, static_cast<std::size_t>(sizes.name)};
  if (sizes.value != kNullValue) {
    header.value = {name + sizes.name, static_cast<std::size_t>(sizes.value)};
  }
  return header;
}

char* put(char* place, std::string_view bytes) {
  if (!bytes.empty()) std::memcpy(place, bytes.data(), bytes.size());
  return place + bytes.size();
}

}  // namespace

std::size_t packed_bytes(const RecordHeaders& headers) {
  std::size_t bytes = 0;
  const std::size_t count = headers.count();
  for (std::size_t index = 0; index < count; ++index) {
    const RecordHeader header = headers.at(index);
    bytes += sizeof(Sizes) + header.name.size() + header.value.size();
  }
  return bytes;
}

std::string_view pack_headers(const RecordHeaders& headers, ByteArena& arena) {
  const std::size_t bytes = packed_bytes(headers);
  if (bytes == 0) return {};
  char* const packed = arena.allocate(bytes);
  char* place = packed;
  const std::size_t count = headers.count();
  for (std::size_t index = 0; index < count; ++index) {
    const RecordHeader header = headers.at(index);
    const bool is_null = header.value.data() == nullptr;
    const Sizes sizes{static_cast<std::int64_t>(header.name.size()),
                      is_null ? kNullValue : static_cast<std::int64_t>(header.value.size())};
    std::memcpy(place, &sizes, sizeof(sizes));
    place = put(place + sizeof(sizes), header.name);
    place = put(place, header.value);
  }
  return {packed, bytes};
}

std::optional<std::string_view> PackedHeaders::find(std::string_view name) const {
  std::string_view value;  // Null: not found, or the last one of that name is null.
  for (std::size_t place = 0; place < packed_.size(); place += bytes_of(sizes_at(packed_, place))) {
    const RecordHeader header = header_at(packed_, place);
    if (header.name == name) value = header.value;
  }
  if (value.data() == nullptr) return std::nullopt;
  return value;
}

std::size_t PackedHeaders::count() const {
  std::size_t count = 0;
  for (std::size_t place = 0; place < packed_.size(); place += bytes_of(sizes_at(packed_, place))) {
    ++count;
  }
  return count;
}

RecordHeader PackedHeaders::at(std::size_t index) const {
  if (index < index_) index_ = place_ = 0;
  for (; index_ < index; ++index_) place_ += bytes_of(sizes_at(packed_, place_));
  return header_at(packed_, place_);
}

}  // namespace projector
