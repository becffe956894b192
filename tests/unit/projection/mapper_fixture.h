// A mapper under test: records in, rows as text out.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "projector/projection/projection.h"

#include "fake_headers.h"

namespace projector {

class MapperTest : public testing::Test {
 protected:
  // Compiles what the test has set up, once.
  virtual Projection compile() const = 0;

  Projection& projection() {
    if (!projection_.mapper) projection_ = compile();
    return projection_;
  }

  MapAction map_within(std::string_view value, std::size_t bytes_max) {
    record_.value = value;
    record_.headers = &headers_;
    return projection().mapper->map(record_, batch_, bytes_max, rejection_);
  }

  // The rows of the record, a line each: "upsert passenger_manifest a|1|NULL|7"; else "ignored",
  // "no room" or "class: reason".
  std::string map(std::string_view value) {
    const std::size_t first = batch_.rows.size();
    switch (map_within(value, kRoomy)) {
      case MapAction::kIgnored:
        return "ignored";
      case MapAction::kNoRoom:
        return "no room";
      case MapAction::kRejected:
        return std::string(name_of(rejection_.reject)) + ": " + rejection_.reason;
      case MapAction::kMapped:
        break;
    }
    std::string text;
    for (std::size_t row = first; row < batch_.rows.size(); ++row) {
      text.append(row == first ? "" : "\n").append(text_of(batch_.rows[row]));
    }
    return text;
  }

  // A record without a value.
  std::string map_tombstone() { return map(std::string_view()); }

  std::string text_of(const RowChange& row) {
    constexpr std::string_view kKinds[] = {"upsert", "replace", "update", "delete"};
    const WritePlan& plan = projection().plans[row.plan];
    std::string text(kKinds[static_cast<std::size_t>(plan.kind)]);
    text.append(" ").append(plan.table).append(" ");
    for (std::size_t place = 0; place < plan.columns.size(); ++place) {
      const Cell cell = batch_.cells[row.first_cell + place];
      text.append(place == 0 ? "" : "|");
      text.append(cell.data() == nullptr ? "NULL" : std::string(cell));
    }
    return text;
  }

  void set_timestamp(std::int64_t milliseconds) {
    record_.timestamp = WallTime(std::chrono::milliseconds(milliseconds));
  }

  static constexpr std::size_t kRoomy = std::size_t{1} << 30;

  RecordView record_;
  FakeHeaders headers_;
  Batch batch_;
  Rejection rejection_;

 private:
  Projection projection_;
};

}  // namespace projector
