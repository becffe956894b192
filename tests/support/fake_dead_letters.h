// Dead-letter topics without brokers: a letter is acknowledged when the test says so.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "projector/runtime/ports.h"

namespace projector {

class FakeDeadLetterSink : public DeadLetterSink {
 public:
  // --- What happens. Unless held, every letter is acknowledged as soon as it is sent.

  void hold(std::string trouble) {
    is_held_ = true;
    trouble_ = std::move(trouble);
  }
  void release() {
    is_held_ = false;
    trouble_.clear();
    acknowledged_.insert(acknowledged_.end(), waiting_.begin(), waiting_.end());
    waiting_.clear();
  }

  // --- What it was told.

  const std::vector<DeadLetter>& sent() const { return sent_; }

  // --- DeadLetterSink.

  void send(DeadLetter letter) override {
    (is_held_ ? waiting_ : acknowledged_).push_back(letter.id);
    sent_.push_back(std::move(letter));
  }
  std::vector<std::uint64_t> take_acknowledged() override {
    return std::exchange(acknowledged_, {});
  }
  std::string trouble(std::uint32_t) const override { return trouble_; }

 private:
  bool is_held_ = false;
  std::string trouble_;
  std::vector<DeadLetter> sent_;
  std::vector<std::uint64_t> waiting_;
  std::vector<std::uint64_t> acknowledged_;
};

}  // namespace projector
