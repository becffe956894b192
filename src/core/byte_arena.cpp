#include "projector/core/byte_arena.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "projector/base/check.h"

namespace projector {
namespace {

// Some dozen ordinary records; a larger one gets a chunk of its own size.
constexpr std::size_t kChunkBytes = std::size_t{64} << 10;

}  // namespace

char* ByteArena::allocate(std::size_t bytes) {
  if (chunks_.empty() || chunks_[current_].size - used_ < bytes) open_chunk(bytes);

  char* const place = chunks_[current_].memory.get() + used_;
  used_ += bytes;
  bytes_ += bytes;
  return place;
}

std::string_view ByteArena::copy(std::string_view bytes, std::size_t padding) {
  char* const place = allocate(bytes.size() + padding);
  if (!bytes.empty()) std::memcpy(place, bytes.data(), bytes.size());
  if (padding != 0) std::memset(place + bytes.size(), 0, padding);
  return {place, bytes.size()};
}

void ByteArena::rewind(const Mark& mark) {
  PROJECTOR_CHECK(mark.bytes <= bytes_ && mark.chunk <= current_,
                  "a mark from before a clear leads nowhere");
  current_ = mark.chunk;
  used_ = mark.used;
  bytes_ = mark.bytes;
}

void ByteArena::clear(std::size_t bytes_kept) {
  // Large chunks served single large records; the ordinary ones are worth more.
  std::sort(chunks_.begin(), chunks_.end(),
            [](const Chunk& a, const Chunk& b) { return a.size < b.size; });
  std::size_t kept = 0;
  std::size_t kept_bytes = 0;
  while (kept < chunks_.size() && kept_bytes + chunks_[kept].size <= bytes_kept) {
    kept_bytes += chunks_[kept].size;
    ++kept;
  }
  chunks_.resize(kept);
  current_ = 0;
  used_ = 0;
  bytes_ = 0;
}

// Chunks behind the current one are free: a clear or a rewind left them.
void ByteArena::open_chunk(std::size_t bytes_min) {
  const std::size_t next = chunks_.empty() ? 0 : current_ + 1;
  const auto begin = chunks_.begin() + static_cast<std::ptrdiff_t>(next);
  const auto fitting = std::find_if(
      begin, chunks_.end(), [bytes_min](const Chunk& chunk) { return chunk.size >= bytes_min; });
  if (fitting != chunks_.end()) {
    std::iter_swap(begin, fitting);
  } else {
    Chunk chunk;
    chunk.size = std::max(bytes_min, kChunkBytes);
    chunk.memory = std::make_unique_for_overwrite<char[]>(chunk.size);
    chunks_.insert(begin, std::move(chunk));
  }
  current_ = next;
  used_ = 0;
}

}  // namespace projector
