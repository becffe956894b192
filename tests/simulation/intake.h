// What a member has fetched and not handed out yet, of one class of topics.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "projector/core/options.h"
#include "projector/core/record.h"

#include "scenario.h"

namespace projector::simulation {

// The headers of the record that is handed out.
class HandedHeaders final : public RecordHeaders {
 public:
  void set(std::vector<std::pair<std::string, std::string>> headers) {
    headers_ = std::move(headers);
  }

  std::optional<std::string_view> find(std::string_view name) const override;
  std::size_t count() const override { return headers_.size(); }
  RecordHeader at(std::size_t index) const override {
    return {headers_[index].first, headers_[index].second};
  }

 private:
  std::vector<std::pair<std::string, std::string>> headers_;
};

struct Fetched {
  enum class Kind : std::uint8_t { kRecord, kEnd, kError, kOutOfRange };
  Kind kind = Kind::kRecord;
  PartitionRef partition;
  Offset offset;
  std::uint64_t version = 0;  // Of the fetch: what an older one brought is dropped.
};

struct Intake {
  std::deque<Fetched> queue;
  RecordView view;
  // Made anew for each record, so that a view of the last one is found out.
  std::unique_ptr<std::string> key;
  std::unique_ptr<std::string> value;
  HandedHeaders headers;
  std::uint64_t handed_out = 0;
};

// Each topic has a class of its own.
inline TopicClass class_of(std::uint32_t topic) {
  if (topic == kBookings) return TopicClass::kCritical;
  return topic == kSailings ? TopicClass::kNormal : TopicClass::kOptional;
}

}  // namespace projector::simulation
