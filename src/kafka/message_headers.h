// The headers of a librdkafka message, read on demand.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "projector/core/record.h"

#include "handles.h"

namespace projector::kafka {

// Null stays null.
std::string_view view_of(const void* data, std::size_t size);

// Of the message that the handle holds at the time. The handle must outlive it.
class MessageHeaders : public RecordHeaders {
 public:
  explicit MessageHeaders(const Message& message) : message_(message) {}

  std::optional<std::string_view> find(std::string_view name) const override;
  std::size_t count() const override;
  RecordHeader at(std::size_t index) const override;

 private:
  // Null where there are none. They stay with the message.
  const rd_kafka_headers_t* all() const;

  const Message& message_;
};

}  // namespace projector::kafka
