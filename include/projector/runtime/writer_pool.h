// The real writers: a thread and a connection each. A writer folds its batch, so that the work is
// spread and the consumer thread stays free, writes it, and wakes the consumer.

#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "projector/core/fold.h"
#include "projector/runtime/batch_writers.h"
#include "projector/runtime/bounded_queue.h"
#include "projector/runtime/ports.h"

namespace projector {

class WriterPool : public BatchWriters {
 public:
  // One writer for each sink. `wake` is called from the writers' threads after each result.
  WriterPool(std::vector<std::unique_ptr<RowSink>> sinks, std::function<void()> wake);
  // Waits for the batches that are being written; those that still wait are dropped.
  ~WriterPool() override;

  void send(std::uint32_t writer, const WriteJob& job) override;
  std::vector<WriteDone> take_done() override;
  // Returns at once: to ask a server that is gone may take long.
  void cancel() override;

  // Takes no more batches, and waits for the one that each is writing, and for the cancelling.
  // False: not in time.
  [[nodiscard]] bool end_within(std::chrono::milliseconds timeout);

 private:
  struct Writer {
    explicit Writer(std::unique_ptr<RowSink> its_sink) : sink(std::move(its_sink)) {}

    std::unique_ptr<RowSink> sink;
    Folder folder;
    std::vector<std::uint32_t> batches_with_looks;  // Of each topic: how many more in a row.
    BoundedQueue<WriteJob> jobs{1};
    std::thread thread;
  };

  void run(std::uint32_t index);
  WriteResult write(Writer& writer, const WriteJob& job);
  void close();
  void on_end();

  std::vector<std::unique_ptr<Writer>> writers_;
  BoundedQueue<WriteDone> done_;
  const std::function<void()> wake_;
  std::thread canceller_;

  // Guarded by mutex_.
  Mutex mutex_;
  std::size_t running_ PROJECTOR_GUARDED_BY(mutex_) = 0;

  std::condition_variable_any ended_;  // Synchronizes itself; signalled when a writer ends.
};

}  // namespace projector
