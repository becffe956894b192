#include "support/batch_text.h"

#include <charconv>
#include <cstddef>
#include <vector>

#include "projector/base/check.h"

namespace projector {
namespace {

constexpr std::uint32_t kWhole = 2;

struct Verb {
  const char* name;
  ChangeKind kind;
  std::uint32_t place;  // The only column of the key that it names; kWhole: both.
  const char* column;   // What it sets; null: nothing.
};

constexpr std::array kVerbs = {
    Verb{"up", ChangeKind::kUpsert, kWhole, "x"},  Verb{"up2", ChangeKind::kUpsert, kWhole, "y"},
    Verb{"upd", ChangeKind::kUpdate, kWhole, "x"}, Verb{"upd2", ChangeKind::kUpdate, kWhole, "y"},
    Verb{"upd", ChangeKind::kUpdate, 0, "x"},      Verb{"upd2", ChangeKind::kUpdate, 0, "y"},
    Verb{"upd", ChangeKind::kUpdate, 1, "x"},      Verb{"del", ChangeKind::kDelete, kWhole, {}},
    Verb{"del", ChangeKind::kDelete, 0, {}},       Verb{"del", ChangeKind::kDelete, 1, {}},
    Verb{"rep", ChangeKind::kReplace, 0, {}},      Verb{"rep", ChangeKind::kReplace, 1, {}},
};

WritePlan plan_of(const Verb& verb, std::uint32_t table, RemovedMark mark) {
  WritePlan plan;
  plan.kind = verb.kind;
  plan.table = "t" + std::to_string(table + 1);
  plan.table_index = table;
  plan.is_whole_key = verb.place == kWhole;
  for (const std::uint32_t place : {0U, 1U}) {
    if (!plan.is_whole_key && verb.place != place) continue;
    plan.columns.push_back({place == 0 ? "a" : "b", "text"});
    plan.key_places.push_back(place);
  }
  plan.key_count = plan.columns.size();
  plan.removed_mark = mark;
  if (mark != RemovedMark::kNone) plan.removed_column = "removed";
  if (verb.column != nullptr) {
    plan.columns.push_back({verb.column, "text"});
  } else if (mark == RemovedMark::kTimestamp) {
    plan.columns.push_back({"removed", "text"});
  }
  if (verb.kind == ChangeKind::kDelete && mark != RemovedMark::kNone) plan.cleared = {"x"};
  plan.columns.push_back({"version", "bigint"});
  return plan;
}

WritePlans made_with(RemovedMark mark) {
  WritePlans plans;
  for (std::uint32_t table = 0; table < 2; ++table) {
    for (const Verb& verb : kVerbs) plans.push_back(plan_of(verb, table, mark));
  }
  return plans;
}

// Made once: property tests want many batches.
const WritePlans& plans_with(RemovedMark mark) {
  static const std::array<WritePlans, 3> all = {made_with(RemovedMark::kNone),
                                                made_with(RemovedMark::kTimestamp),
                                                made_with(RemovedMark::kBoolean)};
  return all[static_cast<std::size_t>(mark)];
}

std::vector<std::string_view> parts(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    std::string_view part = text.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.push_back(part);
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::uint32_t find(std::string_view verb, const std::array<std::string_view, 2>& key) {
  const std::uint32_t place = key[1] == "*" ? 0 : key[0] == "*" ? 1 : kWhole;
  for (std::uint32_t i = 0; i < kVerbs.size(); ++i) {
    if (kVerbs[i].name == verb && kVerbs[i].place == place) return i;
  }
  PROJECTOR_CHECK(false, "a test names a verb that there is");
}

}  // namespace

BatchText::BatchText(RemovedMark mark, std::uint32_t topic) : plans_(plans_with(mark)) {
  batch_.topic = topic;
}

void BatchText::add(std::string_view records) {
  for (const std::string_view record : parts(records, '|')) add_record(record);
}

std::string BatchText::text(const FoldedBatch& folded) const {
  std::string text;
  for (const FoldedStatement& statement : folded.statements) {
    if (!text.empty()) text += "; ";
    if (statement.purpose == FoldedStatement::Purpose::kLook) text += "look ";
    if (plans_[statement.plan].table_index > 0) text += "2:";
    text += kVerbs[statement.plan % kVerbs.size()].name;
    for (const std::uint32_t row : statement.rows) text += " " + row_text(row);
  }
  return text;
}

void BatchText::add_record(std::string_view text) {
  BatchRecord record;
  record.first_row = static_cast<std::uint32_t>(batch_.rows.size());
  for (const std::string_view change : parts(text, '+')) {
    if (change != "-") add_change(change);
  }
  record.row_count = static_cast<std::uint32_t>(batch_.rows.size()) - record.first_row;
  batch_.records.push_back(record);
}

void BatchText::add_change(std::string_view text) {
  std::uint32_t first_plan = 0;
  if (text.starts_with("2:")) {
    first_plan = static_cast<std::uint32_t>(kVerbs.size());
    text.remove_prefix(2);
  }
  const std::size_t space = text.find(' ');
  const std::size_t slash = text.find('/');
  const std::size_t at = text.find('@');
  const std::size_t brace = text.find('{');
  const std::string_view verb = text.substr(0, space);
  const std::array key = {text.substr(space + 1, slash - space - 1),
                          text.substr(slash + 1, at - slash - 1)};
  const std::string_view version = text.substr(at + 1, brace - at - 1);
  if (!verb.starts_with("rep")) {
    add_row(first_plan + find(verb, key), key, version);
    return;
  }
  const std::string_view list = text.substr(brace + 1, text.size() - brace - 2);
  const std::vector<std::string_view> others = parts(list, ',');
  for (const std::string_view other : others) {
    const std::array row = {key[0] == "*" ? other : key[0], key[1] == "*" ? other : key[1]};
    add_row(first_plan + (verb == "rep2" ? 1 : 0), row, version);
  }
  listed_[static_cast<std::uint32_t>(batch_.rows.size())] =
      static_cast<std::uint32_t>(others.size());
  add_row(first_plan + find("rep", key), key, version);
}

void BatchText::add_row(std::uint32_t plan_index, const Key& key, std::string_view version) {
  const WritePlan& plan = plans_[plan_index];
  RowChange change;
  change.plan = plan_index;
  change.record = static_cast<std::uint32_t>(batch_.records.size());
  change.first_cell = static_cast<std::uint32_t>(batch_.cells.size());
  std::from_chars(version.data(), version.data() + version.size(), change.version);
  for (const std::uint32_t place : plan.key_places) {
    batch_.cells.push_back(batch_.arena.copy(key[place]));
  }
  // What is set tells the row that set it.
  if (plan.columns.size() > plan.key_count + 1) {
    batch_.cells.push_back(batch_.arena.copy("r" + std::to_string(batch_.rows.size())));
  }
  batch_.cells.push_back(batch_.arena.copy(version));
  batch_.rows.push_back(change);
}

std::string BatchText::row_text(std::uint32_t row) const {
  const WritePlan& plan = plans_[batch_.rows[row].plan];
  std::array<std::string, 2> key = {"*", "*"};
  const Cell* cells = batch_.cells.data() + batch_.rows[row].first_cell;
  for (std::size_t i = 0; i < plan.key_count; ++i) key[plan.key_places[i]] = cells[i];
  return key[0] + "/" + key[1] + "@" + std::to_string(batch_.rows[row].version);
}

}  // namespace projector
