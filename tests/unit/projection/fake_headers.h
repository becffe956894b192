// Headers of a record, written down by a test.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "projector/core/record.h"

namespace projector {

class FakeHeaders final : public RecordHeaders {
 public:
  std::vector<std::pair<std::string, std::string>> values;

  std::optional<std::string_view> find(std::string_view name) const override {
    std::optional<std::string_view> found;
    for (const auto& [known, value] : values) {
      if (known == name) found = value;
    }
    return found;
  }
  std::size_t count() const override { return values.size(); }
  RecordHeader at(std::size_t index) const override {
    return {values[index].first, values[index].second};
  }
};

}  // namespace projector
