#include "sim/comparison.h"

#include <algorithm>
#include <utility>

namespace harbor {
namespace {

std::vector<std::string_view> differing_columns(const PassengerRow& one,
                                                const PassengerRow& other) {
  std::vector<std::string_view> columns;
  const auto compare = [&](std::string_view column, auto PassengerRow::* member) {
    if (one.*member != other.*member) columns.push_back(column);
  };
  compare("version", &PassengerRow::version);
  compare("sailing_id", &PassengerRow::sailing_id);
  compare("full_name", &PassengerRow::full_name);
  compare("cabin", &PassengerRow::cabin);
  compare("status", &PassengerRow::status);
  compare("boarding_group", &PassengerRow::boarding_group);
  compare("occurred_at", &PassengerRow::occurred_at);
  compare("checked_in_at", &PassengerRow::checked_in_at);
  compare("removed_at", &PassengerRow::removed_at);
  return columns;
}

}  // namespace

void Comparison::found(const RowKey& key, const PassengerRow& row) {
  const auto expected = expected_.find(key);
  if (expected == expected_.end()) {
    ++differences_.extra;
    if (differences_.extra_examples.size() < kExamplesMax) {
      differences_.extra_examples.push_back(key);
    }
    return;
  }
  if (expected->second != row) {
    ++differences_.stale;
    if (differences_.stale_examples.size() < kExamplesMax) {
      differences_.stale_examples.push_back(
          {key, expected->second.version, row.version, differing_columns(expected->second, row)});
    }
  }
  expected_.erase(expected);
}

Differences Comparison::finish() {
  differences_.missing = expected_.size();
  std::vector<RowKey>& examples = differences_.missing_examples;
  // The least keys, so that two looks at the same table name the same rows.
  for (const auto& [key, row] : expected_) {
    examples.insert(std::upper_bound(examples.begin(), examples.end(), key), key);
    if (examples.size() > kExamplesMax) examples.pop_back();
  }
  return std::move(differences_);
}

}  // namespace harbor
