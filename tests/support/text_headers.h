// Headers of a record, as tests write them.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "projector/core/record.h"

namespace projector {

class TextHeaders : public RecordHeaders {
 public:
  explicit TextHeaders(std::vector<RecordHeader> headers) : headers_(std::move(headers)) {}

  std::optional<std::string_view> find(std::string_view name) const override {
    std::optional<std::string_view> found;
    for (const RecordHeader& header : headers_) {
      if (header.name != name) continue;
      found.reset();
      if (header.value.data() != nullptr) found = header.value;
    }
    return found;
  }
  std::size_t count() const override { return headers_.size(); }
  RecordHeader at(std::size_t index) const override { return headers_.at(index); }

 private:
  std::vector<RecordHeader> headers_;
};

}  // namespace projector
