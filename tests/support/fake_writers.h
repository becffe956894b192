// Writers without threads: a batch is applied when the test says so.

#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "projector/runtime/batch_writers.h"

namespace projector {

class FakeWriters : public BatchWriters {
 public:
  // --- What happens. Unless held, every batch is applied as soon as it is sent.

  void hold() { is_held_ = true; }
  void release() {
    is_held_ = false;
    for (const auto& [writer, job] : in_air_) done_.push_back(applied(writer, job));
    in_air_.clear();
  }
  // Answers everything in the air with this.
  void fail(WriteAction action, const std::string& reason) {
    for (const auto& [writer, job] : in_air_) {
      WriteDone done;
      done.writer = writer;
      done.result.action = action;
      done.result.reason = reason;
      done_.push_back(std::move(done));
    }
    in_air_.clear();
  }

  // --- What it was told.

  std::size_t in_air() const { return in_air_.size(); }
  std::uint32_t records_sent() const { return records_sent_; }
  bool was_cancelled() const { return was_cancelled_; }

  // --- BatchWriters.

  void send(std::uint32_t writer, const WriteJob& job) override {
    records_sent_ += job.range.size();
    if (is_held_) {
      in_air_.emplace(writer, job);
    } else {
      done_.push_back(applied(writer, job));
    }
  }
  std::vector<WriteDone> take_done() override { return std::exchange(done_, {}); }
  void cancel() override { was_cancelled_ = true; }

 private:
  static WriteDone applied(std::uint32_t writer, const WriteJob& job) {
    WriteDone done;
    done.writer = writer;
    done.result.applied = job.range.size();
    return done;
  }

  bool is_held_ = false;
  bool was_cancelled_ = false;
  std::uint32_t records_sent_ = 0;
  std::map<std::uint32_t, WriteJob> in_air_;
  std::vector<WriteDone> done_;
};

}  // namespace projector
