#include "transaction_check.h"

#include <algorithm>
#include <string>

#include "violation.h"

namespace projector::simulation {
namespace {

std::vector<std::string> parents_of(const Change& change) {
  std::vector<std::string> parents;
  if (!change.key.empty()) parents.push_back(change.key.front());
  for (const auto& [key, values] : change.rows) parents.push_back(key.front());
  return parents;
}

// Rows of one parent.
Rows rows_of(const Rows& rows, const std::string& parent) {
  Rows found;
  for (auto row = rows.lower_bound({parent}); row != rows.end() && row->first.front() == parent;
       ++row) {
    found.insert(found.end(), *row);
  }
  return found;
}

// Whether the table may have refused it, or nobody may have asked the table.
bool may_be_passed(const LogRecord& record) {
  return record.meaning.kind != Meaning::Kind::kChange || record.is_lost || record.may_be_shed;
}

}  // namespace

std::string difference(const Rows& expected, const Rows& found) {
  const auto text_of_row = [](const Key& key, const Row* row) {
    std::string text = key.front();
    for (std::size_t i = 1; i < key.size(); ++i) text.append("/").append(key[i]);
    if (row == nullptr) return text.append(" is not there");
    text.append("@").append(row->version ? std::to_string(*row->version) : "NULL");
    for (const auto& value : row->values) text.append(" ").append(value.value_or("NULL"));
    return text;
  };
  for (const auto& [key, row] : expected) {
    const auto there = found.find(key);
    if (there != found.end() && there->second == row) continue;
    return "expected " + text_of_row(key, &row) + ", found " +
           text_of_row(key, there == found.end() ? nullptr : &there->second);
  }
  for (const auto& [key, row] : found) {
    if (!expected.contains(key)) return "not expected: " + text_of_row(key, &row);
  }
  return {};
}

TransactionCheck::TransactionCheck(const WriteJob& job, Brokers& brokers, const Server& server)
    : brokers_(brokers), oracle_(server.shapes()) {
  for (std::uint32_t i = job.range.first; i < job.range.last; ++i) {
    const BatchRecord& sent = job.batch->records[i];
    LogRecord& record = brokers.record(sent.partition, sent.offset);
    records_.emplace_back(sent.partition, &record);
    require(record.meaning.change.has_value(), "what is written means a change");
    take_rows(*record.meaning.change, server);
  }
}

void TransactionCheck::take_rows(const Change& change, const Server& server) {
  for (const std::string& parent : parents_of(change)) {
    const std::pair<std::size_t, std::string> place{change.table, parent};
    if (std::find(parents_.begin(), parents_.end(), place) != parents_.end()) continue;
    parents_.push_back(place);
    oracle_.tables()[change.table].merge(rows_of(server.tables()[change.table], parent));
  }
}

void TransactionCheck::check(const RecordCounts& counts, const Server& server) const {
  check_order();
  Oracle oracle = oracle_;
  RecordCounts expected;
  for (const auto& [partition, record] : records_) {
    switch (oracle.apply(*record->meaning.change, false, false)) {
      case Fate::kApplied:
        ++expected.applied;
        break;
      case Fate::kStale:
        ++expected.stale;
        break;
      default:
        ++expected.unmatched;
        break;
    }
  }
  for (const auto& [table, parent] : parents_) {
    const std::string different = difference(rows_of(oracle.tables()[table], parent),
                                             rows_of(server.tables()[table], parent));
    require(different.empty(), "a batch leaves what its records leave one at a time",
            [&] { return different; });
  }
  require(counts.applied == expected.applied && counts.stale == expected.stale &&
              counts.unmatched == expected.unmatched,
          "outcomes are those of the records one at a time", [&] {
            return std::to_string(counts.applied) + " applied, " + std::to_string(counts.stale) +
                   " stale, " + std::to_string(counts.unmatched) + " unmatched; expected " +
                   std::to_string(expected.applied) + ", " + std::to_string(expected.stale) + ", " +
                   std::to_string(expected.unmatched);
          });
}

// Records of one key are applied in offset order: whoever applies one, all before it were.
void TransactionCheck::check_order() const {
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const auto& [partition, record] = records_[i];
    const Log& log = brokers_.log(partition);
    auto before = record->before;
    while (before && may_be_passed(log.records[*before])) before = log.records[*before].before;
    if (!before || log.records[*before].is_applied) continue;
    const Offset offset = log.records[*before].offset;
    const bool is_here =
        std::any_of(records_.begin(), records_.begin() + static_cast<std::ptrdiff_t>(i),
                    [&, &home = partition](const auto& other) {
                      return other.first == home && other.second->offset == offset;
                    });
    require(is_here, "records of one key are applied in offset order", [&, &home = partition] {
      return std::to_string(home.topic) + "/" + std::to_string(home.partition) + " at " +
             std::to_string(records_[i].second->offset.value) + " before " +
             std::to_string(offset.value);
    });
  }
}

void TransactionCheck::mark_applied() const {
  for (const auto& [partition, record] : records_) record->is_applied = true;
}

}  // namespace projector::simulation
