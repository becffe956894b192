// The rows that projector_bench_forms writes: flat bookings, about 0.2 KB each.

#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <libpq-fe.h>

#include "flat_table.h"

namespace projector {

constexpr std::size_t kColumns = 9;

// Which of how many.
struct Writer {
  std::uint32_t number;
  std::uint32_t of;
};

enum class Kind : std::uint8_t { kText, kInt4, kInt8, kTimestamp };

struct Column {
  const char* name;
  const char* type;
  Kind kind;
  Oid oid;
};

constexpr std::array<Column, kColumns> kTable = {{
    {"booking_id", "text", Kind::kText, 25},
    {"passenger_no", "int4", Kind::kInt4, 23},
    {"sailing_id", "text", Kind::kText, 25},
    {"full_name", "text", Kind::kText, 25},
    {"cabin", "text", Kind::kText, 25},
    {"status", "text", Kind::kText, 25},
    {"occurred_at", "timestamptz", Kind::kTimestamp, 1184},
    {"boarding_group", "text", Kind::kText, 25},
    {"version", "int8", Kind::kInt8, 20},
}};

using Row = std::array<std::string, kColumns>;
using Rows = std::span<const Row>;

// A writer has its own keys, as a lane has. Batches are sorted by key and hold each key once.
inline std::vector<std::vector<Row>> batches_of(std::uint32_t rows, std::uint32_t batch,
                                                Writer writer) {
  std::vector<std::vector<Row>> batches;
  rows = rows / batch * batch;
  for (std::uint32_t event = 0; event < rows; ++event) {
    if (event % batch == 0) batches.emplace_back().reserve(batch);
    // Spread over all keys, so that batches hold no neighbours; odd, so that none comes twice soon.
    const std::uint32_t spread = event * 7'919u % (kKeys / writer.of);
    const std::string key = std::to_string(spread * writer.of + writer.number);
    batches.back().push_back({"HP-1" + std::string(7 - key.size(), '0') + key, "1",
                              "HPT-SKA-2026-07-14T18:00", "PASSENGER NUMBER " + key, "B123",
                              "confirmed", "2026-07-06T09:00:00.125Z", "C",
                              std::to_string(event + 1)});
  }
  for (std::vector<Row>& one : batches) std::ranges::sort(one);
  return batches;
}

}  // namespace projector
