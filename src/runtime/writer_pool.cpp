#include "projector/runtime/writer_pool.h"

#include <chrono>
#include <string>
#include <utility>

#include <pthread.h>

namespace projector {

WriterPool::WriterPool(std::vector<std::unique_ptr<RowSink>> sinks, std::function<void()> wake)
    : done_(sinks.size()), wake_(std::move(wake)) {
  for (auto& sink : sinks) writers_.push_back(std::make_unique<Writer>(std::move(sink)));
  {
    const MutexLock lock(mutex_);
    running_ = writers_.size();
  }
  for (std::uint32_t index = 0; index < writers_.size(); ++index) {
    writers_[index]->thread = std::thread([this, index] { run(index); });
  }
}

WriterPool::~WriterPool() {
  close();
  for (auto& writer : writers_) writer->thread.join();
  if (canceller_.joinable()) canceller_.join();
}

void WriterPool::close() {
  for (auto& writer : writers_) writer->jobs.close();
}

bool WriterPool::end_within(std::chrono::milliseconds timeout) {
  close();
  const Instant deadline = std::chrono::steady_clock::now() + timeout;
  const MutexLock lock(mutex_);
  while (running_ > 0) {
    if (ended_.wait_until(mutex_, deadline) == std::cv_status::timeout) return running_ == 0;
  }
  return true;
}

void WriterPool::send(std::uint32_t writer, const WriteJob& job) {
  writers_[writer]->jobs.push(job);
}

std::vector<WriteDone> WriterPool::take_done() { return done_.take_all(); }

void WriterPool::cancel() {
  if (canceller_.joinable()) return;
  {
    const MutexLock lock(mutex_);
    ++running_;
  }
  canceller_ = std::thread([this] {
    for (auto& writer : writers_) writer->sink->cancel();
    on_end();
  });
}

void WriterPool::run(std::uint32_t index) {
  pthread_setname_np(pthread_self(), ("writer " + std::to_string(index)).c_str());
  Writer& writer = *writers_[index];
  while (const auto job = writer.jobs.pop()) {
    const auto started = std::chrono::steady_clock::now();
    const FoldedBatch& folded = writer.folder.fold(*job->batch, job->range, *job->plans);
    WriteResult result = writer.sink->write(folded, *job->plans);
    done_.push({index, std::move(result), std::chrono::steady_clock::now() - started});
    wake_();
  }
  on_end();
}

void WriterPool::on_end() {
  {
    const MutexLock lock(mutex_);
    --running_;
  }
  ended_.notify_all();
}

}  // namespace projector
