#include "projector/runtime/writer_pool.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

#include <pthread.h>

#include "projector/base/check.h"

namespace projector {
namespace {

// A batch whose counts do not tell is written twice. What causes that, records that were applied
// before, comes in company: so many batches then look at every row from the start, which costs half
// a batch each. Trying counts again after them wastes one write of seventeen at most.
constexpr std::uint32_t kBatchesWithLooks = 16;

}  // namespace

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
    WriteResult result = write(writer, *job);
    done_.push({index, std::move(result), std::chrono::steady_clock::now() - started});
    wake_();
  }
  on_end();
}

WriteResult WriterPool::write(Writer& writer, const WriteJob& job) {
  const std::uint32_t topic = job.batch->topic;
  if (topic >= writer.batches_with_looks.size()) writer.batches_with_looks.resize(topic + 1, 0);
  std::uint32_t& with_looks = writer.batches_with_looks[topic];
  if (with_looks == 0) {
    const FoldedBatch& folded = writer.folder.fold(*job.batch, job.range, *job.plans);
    std::optional<WriteResult> result = writer.sink->write(folded, *job.plans);
    if (result) return *std::move(result);
    with_looks = kBatchesWithLooks;
  } else {
    --with_looks;
  }
  const FoldedBatch& folded =
      writer.folder.fold(*job.batch, job.range, *job.plans, FoldDetail::kEveryRow);
  std::optional<WriteResult> result = writer.sink->write(folded, *job.plans);
  PROJECTOR_CHECK(result.has_value(), "a batch with a look for every row settles");
  return *std::move(result);
}

void WriterPool::on_end() {
  {
    const MutexLock lock(mutex_);
    --running_;
  }
  ended_.notify_all();
}

}  // namespace projector
