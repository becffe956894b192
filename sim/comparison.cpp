#include "sim/comparison.h"

#include <algorithm>
#include <utility>

namespace harbor {
namespace {

// A daemon that was killed leaves a handful. Thousands are wrong, whatever the reason.
constexpr std::size_t kSuspectsMax = 10'000;

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
  const auto booking = expected_.find(key.booking_id);
  const bool is_known = booking != expected_.end() && booking->second.contains(key.passenger_no);
  if (!is_known) {
    ++differences_.extra;
    if (differences_.extra_examples.size() < kExamplesMax) {
      differences_.extra_examples.push_back(key);
    }
    return;
  }
  const auto expected = booking->second.find(key.passenger_no);
  if (expected->second != row) {
    Suspect suspect{key, expected->second, row};
    if (suspects_.size() < kSuspectsMax) {
      suspects_.push_back(std::move(suspect));
    } else {
      note_stale(suspect);
    }
  }
  booking->second.erase(expected);
}

void Comparison::note_stale(const Suspect& suspect) {
  const auto& [key, expected, found] = suspect;
  ++differences_.stale;
  if (found.removed_at && !expected.removed_at) ++differences_.wrongly_removed;
  if (!found.removed_at && expected.removed_at) ++differences_.wrongly_present;
  if (differences_.stale_examples.size() < kExamplesMax) {
    differences_.stale_examples.push_back(
        {key, expected.version, found.version, differing_columns(expected, found)});
  }
}

Differences Comparison::finish(const std::function<bool(const Suspect&)>& is_excused) {
  for (const Suspect& suspect : suspects_) {
    if (is_excused && is_excused(suspect)) {
      ++differences_.excused;
    } else {
      note_stale(suspect);
    }
  }
  differences_.missing = count_rows(expected_);
  std::vector<RowKey>& examples = differences_.missing_examples;
  // The least keys, so that two looks at the same table name the same rows.
  for (const auto& [booking_id, booking] : expected_) {
    for (const auto& [number, row] : booking) {
      RowKey key{booking_id, number};
      examples.insert(std::upper_bound(examples.begin(), examples.end(), key), std::move(key));
      if (examples.size() > kExamplesMax) examples.pop_back();
    }
  }
  return std::move(differences_);
}

}  // namespace harbor
