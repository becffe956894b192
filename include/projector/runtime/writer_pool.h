// The real writers: a thread and a connection each. A writer folds its batch, so that the work is
// spread and the consumer thread stays free, writes it, and wakes the consumer.

#pragma once

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
  void cancel() override;

 private:
  struct Writer {
    explicit Writer(std::unique_ptr<RowSink> its_sink) : sink(std::move(its_sink)) {}

    std::unique_ptr<RowSink> sink;
    Folder folder;
    BoundedQueue<WriteJob> jobs{1};
    std::thread thread;
  };

  void run(std::uint32_t index);

  std::vector<std::unique_ptr<Writer>> writers_;
  BoundedQueue<WriteDone> done_;
  const std::function<void()> wake_;
};

}  // namespace projector
