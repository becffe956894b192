// Memory for the bytes of one batch: addresses stay until `clear`, which keeps the memory.
//
// A record's bytes are copied here once, out of librdkafka's fetch buffer, so that one slow record
// cannot pin a whole fetch; everything decoded from it are views into the copy. A batch that was
// written is cleared and used again, so the steady state allocates nothing.
//
// Thread: one owner at a time; it travels with its batch.

#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace projector {

class ByteArena {
 public:
  // A place to go back to when a record turns out to be bad.
  struct Mark {
    std::size_t chunk = 0;
    std::size_t used = 0;
    std::size_t bytes = 0;
  };

  // Uninitialized bytes that do not move until clear() or a rewind past them.
  char* allocate(std::size_t bytes);

  // Copies `bytes`, followed by `padding` more bytes of zeros that a parser may read. The view that
  // comes back is never null, also when `bytes` is empty.
  std::string_view copy(std::string_view bytes, std::size_t padding = 0);

  Mark mark() const { return {current_, used_, bytes_}; }
  void rewind(const Mark& mark);

  // Bytes handed out, padding included.
  std::size_t bytes() const { return bytes_; }

  // Gives all memory beyond `bytes_kept` back to the system.
  void clear(std::size_t bytes_kept);

 private:
  struct Chunk {
    std::unique_ptr<char[]> memory;
    std::size_t size = 0;
  };

  void open_chunk(std::size_t bytes_min);

  std::vector<Chunk> chunks_;
  std::size_t current_ = 0;  // Index into chunks_, where the next bytes come from.
  std::size_t used_ = 0;     // Bytes of that chunk.
  std::size_t bytes_ = 0;
};

}  // namespace projector
