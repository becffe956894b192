// A table of status in memory: hands out generations and keeps what was written as text.

#pragma once

#include <string>
#include <utility>

#include "projector/runtime/ports.h"

namespace projector {

class FakeStatusTable : public StatusTable {
 public:
  StatusAnswer claim() override {
    ++claims;
    StatusAnswer answer = said_;
    answer.generation = claims;
    return answer;
  }
  StatusAnswer write(std::int64_t generation, std::span<const StatusRow> rows) override {
    written += std::to_string(generation) + ":";
    for (const StatusRow& row : rows) {
      written += " " + row.topic + "/" + std::to_string(row.partition);
    }
    written += "|";
    return said_;
  }

  void say(StatusAnswer answer) { said_ = std::move(answer); }
  void fail(StatusAnswer::Kind kind, std::string reason) {
    said_ = {};
    said_.kind = kind;
    said_.reason = std::move(reason);
  }
  void work() { fail(StatusAnswer::Kind::kDone, ""); }

  // What was written since the last call.
  std::string take_written() { return std::exchange(written, ""); }

  int claims = 0;
  std::string written;

 private:
  StatusAnswer said_ = [] {
    StatusAnswer answer;
    answer.kind = StatusAnswer::Kind::kDone;
    return answer;
  }();
};

}  // namespace projector
