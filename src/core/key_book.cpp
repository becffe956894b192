#include "key_book.h"

#include <algorithm>
#include <functional>
#include <string_view>

namespace projector {
namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint64_t more) {
  // The odd number nearest to 2^64 divided by the golden ratio spreads what lies close together.
  constexpr std::uint64_t kSpread = 0x9e3779b97f4a7c15;
  hash = (hash ^ more) * kSpread;
  return hash ^ (hash >> 32);
}

std::uint64_t hash_of(const Cell& cell) { return std::hash<std::string_view>{}(cell); }

}  // namespace

void KeyBook::start(const FoldedBatch& folded) {
  folded_ = &folded;
  find_parts();
  rows_.start(folded.fates.size());
  scopes_.start(folded.fates.size() * parts_.size());
}

void KeyBook::find_parts() {
  const WritePlans& plans = *folded_->plans;
  is_used_.assign(plans.size(), false);
  for (std::uint32_t place = 0; place < folded_->fates.size(); ++place) {
    is_used_[folded_->batch->rows[row_at(place)].plan] = true;
  }
  parts_.clear();
  part_of_plan_.assign(plans.size(), RowFate::kNone);
  for (std::size_t index = 0; index < plans.size(); ++index) {
    const WritePlan& plan = plans[index];
    if (!is_used_[index] || names_whole_key(plan)) continue;
    const auto known = std::find_if(parts_.begin(), parts_.end(), [&](const KeyPart& part) {
      return part.table == plan.table_index && *part.key_places == plan.key_places;
    });
    part_of_plan_[index] = static_cast<std::uint32_t>(known - parts_.begin());
    if (known == parts_.end()) parts_.push_back({plan.table_index, &plan.key_places, {}, 0});
  }
}

RowState& KeyBook::row(std::uint32_t place) {
  const std::uint32_t row = row_at(place);
  const WritePlan& plan = plan_of(row);
  const Cell* cells = folded_->batch->cells.data() + folded_->batch->rows[row].first_cell;
  std::uint64_t hash = plan.table_index;
  for (std::size_t i = 0; i < plan.key_count; ++i) hash = mixed(hash, hash_of(cells[i]));
  const auto is_same = [&](const RowState& state) {
    if (plan_of(state.row).table_index != plan.table_index) return false;
    return std::equal(cells, cells + plan.key_count,
                      folded_->batch->cells.data() + folded_->batch->rows[state.row].first_cell);
  };
  return rows_.at(hash, is_same, row);
}

void KeyBook::find_scopes(std::uint32_t place, std::vector<Scope>& scopes) {
  scopes.clear();
  const std::uint32_t row = row_at(place);
  const std::uint32_t table = plan_of(row).table_index;
  for (std::uint32_t part = 0; part < parts_.size(); ++part) {
    if (parts_[part].table == table) scopes.push_back({&parts_[part], &state_of(part, row)});
  }
}

Scope KeyBook::scope(std::uint32_t place) {
  const std::uint32_t row = row_at(place);
  const std::uint32_t part = part_of_plan_[folded_->batch->rows[row].plan];
  return {&parts_[part], &state_of(part, row)};
}

bool KeyBook::share_scope(std::uint32_t part_place, std::uint32_t place) const {
  const std::uint32_t row = row_at(part_place);
  const std::vector<std::uint32_t>& places = plan_of(row).key_places;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (key_cell(row, places, i) != key_cell(row_at(place), places, i)) return false;
  }
  return true;
}

ScopeState& KeyBook::state_of(std::uint32_t part, std::uint32_t row) {
  const std::vector<std::uint32_t>& places = *parts_[part].key_places;
  std::uint64_t hash = part;
  for (std::size_t i = 0; i < places.size(); ++i) {
    hash = mixed(hash, hash_of(key_cell(row, places, i)));
  }
  const auto is_same = [&](const ScopeState& state) {
    if (state.part != part) return false;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (key_cell(row, places, i) != key_cell(state.row, places, i)) return false;
    }
    return true;
  };
  return scopes_.at(hash, is_same, part, row);
}

const WritePlan& KeyBook::plan_of(std::uint32_t row) const {
  return (*folded_->plans)[folded_->batch->rows[row].plan];
}

// A whole key has its columns in the table's order, a part only those that it names.
const Cell& KeyBook::key_cell(std::uint32_t row, const std::vector<std::uint32_t>& places,
                              std::size_t i) const {
  const std::size_t at = names_whole_key(plan_of(row)) ? places[i] : i;
  return folded_->batch->cells[folded_->batch->rows[row].first_cell + at];
}

}  // namespace projector
