// How a table differs from what it should hold.
//
// Rows are named by their key, and differences by the names of columns: a manifest's values are
// passengers' data and never leave this process. Pure. Thread: one owner.

#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/fold.h"

namespace harbor {

inline constexpr std::size_t kExamplesMax = 5;

// A row that is there with another version or content than it should.
struct Suspect {
  RowKey key;
  PassengerRow expected;
  PassengerRow found;
};

struct StaleRow {
  RowKey key;
  std::optional<std::int64_t> expected_version;
  std::optional<std::int64_t> found_version;
  std::vector<std::string_view> columns;  // Those whose values differ.
};

struct Differences {
  std::uint64_t missing = 0;  // Should be there and are not.
  std::uint64_t stale = 0;    // Are there with another version or content.
  std::uint64_t extra = 0;    // Are there and should not be.
  // Of the stale ones: those with a mark that should not be, and those without one that should.
  std::uint64_t wrongly_removed = 0;
  std::uint64_t wrongly_present = 0;
  std::uint64_t excused = 0;  // Suspects that may be as they are, and count as nothing else.
  std::vector<RowKey> missing_examples;
  std::vector<StaleRow> stale_examples;
  std::vector<RowKey> extra_examples;

  bool none() const { return missing + stale + extra == 0; }
};

class Comparison {
 public:
  explicit Comparison(ManifestFold::Rows expected) : expected_(std::move(expected)) {}

  // A row that the table holds.
  void found(const RowKey& key, const PassengerRow& row);

  // Rows that differ so far; no more than are worth a second look.
  const std::vector<Suspect>& suspects() const { return suspects_; }

  // What was not found is missing, suspects that are not excused are stale. Call once, after the
  // last row.
  Differences finish(const std::function<bool(const Suspect&)>& is_excused = {});

 private:
  void note_stale(const Suspect& suspect);

  ManifestFold::Rows expected_;  // Rows that were found are taken out.
  std::vector<Suspect> suspects_;
  Differences differences_;
};

}  // namespace harbor
