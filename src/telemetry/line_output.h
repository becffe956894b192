// Writes lines to a descriptor from a thread of its own, so that a reader that does not read, or a
// full disk, costs lines and never time. What was lost is told as soon as writing succeeds again.
//
//   push() --> [ queue, bounded ] --> writer thread --> descriptor
//      full: dropped, counted             fails: dropped, counted
//
// Thread: push() from any; it takes a lock for a moment and does no I/O.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "projector/base/mutex.h"
#include "projector/base/time.h"

namespace projector::telemetry {

class LineOutput {
 public:
  // Makes the line that tells how many were lost. Called on the writer thread.
  using LostLine = std::function<std::string(std::uint64_t lines)>;

  // Lines of at most about 2 KiB each: half a MiB where nobody reads.
  static constexpr std::size_t kLinesMax = 256;
  // How long the destructor waits for a reader.
  static constexpr std::chrono::milliseconds kFlushTimeout{500};

  // The descriptor stays the caller's, and is not changed: others may share it.
  LineOutput(int descriptor, LostLine lost_line);
  // Writes what the descriptor still takes.
  ~LineOutput();

  LineOutput(const LineOutput&) = delete;
  LineOutput& operator=(const LineOutput&) = delete;

  // Takes the line, its newline included, or counts it as lost.
  void push(std::string line);

 private:
  struct Item {
    std::string line;
    std::uint64_t lost_before = 0;
  };

  std::optional<Item> next();
  void write_item(const Item& item);
  bool write_line(std::string_view line);
  bool wait_until_writable();
  bool has_given_up();
  void run();

  // Constant after construction.
  const LostLine lost_line_;
  const int descriptor_;
  const bool is_socket_;

  // Owned by the writer thread.
  std::uint64_t lost_ = 0;
  bool is_torn_ = false;  // The last line broke off in the middle.

  // Guarded by mutex_.
  Mutex mutex_;
  std::deque<Item> items_ PROJECTOR_GUARDED_BY(mutex_);
  std::uint64_t dropped_ PROJECTOR_GUARDED_BY(mutex_) = 0;
  std::optional<Instant> give_up_at_ PROJECTOR_GUARDED_BY(mutex_);

  std::condition_variable_any changed_;  // Synchronizes itself.
  std::thread writer_;                   // Last: it uses all the others.
};

}  // namespace projector::telemetry
