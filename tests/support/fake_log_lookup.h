// A look into logs that tests answer.

#pragma once

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "projector/runtime/log_lookup.h"

namespace projector {

class FakeLogLookup : public LogLookup {
 public:
  void ask_record_time(PartitionOffset place) override {
    note("time " + text(place.partition) + "@" + std::to_string(place.offset.value));
  }
  void ask_retention(std::uint32_t topic) override { note("retention " + std::to_string(topic)); }
  void ask_log_starts(const std::vector<PartitionRef>& partitions) override {
    std::string starts = "starts";
    for (const PartitionRef partition : partitions) starts += " " + text(partition);
    note(starts);
  }
  std::optional<LogFinding> next_finding() override {
    if (findings_.empty()) return std::nullopt;
    LogFinding finding = std::move(findings_.front());
    findings_.pop_front();
    return finding;
  }

  // What was asked since the last call, as "time 0/1@40, retention 0".
  std::string take_asked() { return std::exchange(asked_, {}); }

  void find_time(PartitionOffset place, WallTime timestamp) {
    LogFinding& finding = findings_.emplace_back();
    finding.place = place;
    finding.timestamp = timestamp;
  }
  void find_retention(std::uint32_t topic, RetentionLimits limits, std::string reason = {}) {
    LogFinding& finding = findings_.emplace_back();
    finding.kind = LogFinding::Kind::kRetention;
    finding.place.partition.topic = topic;
    finding.retention = limits;
    finding.reason = std::move(reason);
  }
  void find_start(PartitionOffset start) {
    LogFinding& finding = findings_.emplace_back();
    finding.kind = LogFinding::Kind::kLogStart;
    finding.place = start;
  }

 private:
  static std::string text(PartitionRef partition) {
    return std::to_string(partition.topic) + "/" + std::to_string(partition.partition);
  }
  void note(const std::string& question) { asked_ += (asked_.empty() ? "" : ", ") + question; }

  std::string asked_;
  std::deque<LogFinding> findings_;
};

}  // namespace projector
