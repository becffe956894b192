#include "entry_compile.h"

#include <algorithm>
#include <utility>

#include "entry_check.h"
#include "json_pointer.h"
#include "rule_compile.h"
#include "table_check.h"

namespace projector {
namespace {

const ColumnSource* find_source(const EntryOptions& entry, std::string_view name) {
  const auto found =
      std::find_if(entry.columns.begin(), entry.columns.end(),
                   [name](const ColumnSource& column) { return column.column == name; });
  return found == entry.columns.end() ? nullptr : &*found;
}

PlanColumn plan_column(const ColumnRule& rule) { return {rule.name, rule.type.name}; }

}  // namespace

EntryRule EntryCompiler::compile(const EntryOptions& entry, bool is_tombstone) {
  EntryRule rule;
  compile_each(entry, is_tombstone, rule);
  SourceScope scope;
  scope.topic_name = target_.topic_name;
  scope.document = is_tombstone ? nullptr : &document_;
  scope.element = rule.each ? &rule.each->pointers : nullptr;
  compile_columns(entry, scope, rule);
  if (!findings_.empty()) return rule;

  rule.plan = add_plan(plan_for(entry, rule));
  if (entry.kind == ChangeKind::kReplace) compile_removal(entry, rule);
  return rule;
}

void EntryCompiler::compile_each(const EntryOptions& entry, bool is_tombstone, EntryRule& rule) {
  if (!entry.each) return;
  rule.each.emplace().written = *entry.each;
  const auto tokens = parse_pointer(*entry.each);
  if (is_tombstone) {
    findings_.add(entry.place, "a record without a value has no array for `each`");
  } else if (tokens) {
    rule.each->slot = document_.add(*tokens);
  } else {
    findings_.add(entry.place, "`each`: " + in_quotes(*entry.each) +
                                   " is no JSON Pointer, such as \"/booking/passengers\"");
  }
}

// Key columns in the index's order, then the others in the table's, so that entries which differ
// in the order of writing share a plan; the version last.
void EntryCompiler::compile_columns(const EntryOptions& entry, const SourceScope& scope,
                                    EntryRule& rule) {
  for (const std::string& name : target_.key) {
    const ColumnSource* const column = find_source(entry, name);
    if (column != nullptr) add_column(*column, ColumnRole::kKey, scope, rule);
  }
  for (const CatalogColumn& column : target_.table->columns) {
    const ColumnSource* const source = find_source(entry, column.name);
    const bool is_key = contains(target_.key, column.name);
    if (source != nullptr && !is_key) add_column(*source, ColumnRole::kValue, scope, rule);
  }
  const CatalogColumn* const mark = timestamp_mark();
  if (entry.kind == ChangeKind::kDelete && mark != nullptr)
    rule.columns.push_back(mark_rule(*mark));
  add_column({target_.options->version_column, version_of(entry, *target_.options)},
             ColumnRole::kVersion, scope, rule);
}

void EntryCompiler::add_column(const ColumnSource& column, ColumnRole role,
                               const SourceScope& scope, EntryRule& rule) {
  const CatalogColumn* const known = find_column(*target_.table, column.column);
  if (known == nullptr) return;  // A finding of the checks.
  auto compiled = compile_column(*known, column.source, role, scope, findings_);
  if (compiled) rule.columns.push_back(std::move(*compiled));
}

void EntryCompiler::compile_removal(const EntryOptions& entry, EntryRule& rule) {
  RemovalRule removal;
  WritePlan plan = empty_plan(ChangeKind::kReplace);
  for (std::uint32_t place = 0; place < target_.key.size(); ++place) {
    if (!contains(entry.within, target_.key[place])) continue;
    removal.parent.push_back(place);
    plan.columns.push_back(plan_column(rule.columns[place]));
    plan.key_places.push_back(place);
  }
  plan.key_count = removal.parent.size();
  plan.is_whole_key = false;
  if (const CatalogColumn* const mark = timestamp_mark()) {
    removal.mark = mark_rule(*mark);
    plan.columns.push_back(plan_column(*removal.mark));
  }
  plan.columns.push_back(plan_column(rule.columns.back()));
  removal.plan = add_plan(std::move(plan));
  rule.removal = std::move(removal);
}

const CatalogColumn* EntryCompiler::timestamp_mark() const {
  if (target_.options->removed_column.empty()) return nullptr;
  const CatalogColumn* const mark = find_column(*target_.table, target_.options->removed_column);
  return mark == nullptr || mark->family == TypeFamily::kBoolean ? nullptr : mark;
}

WritePlan EntryCompiler::plan_for(const EntryOptions& entry, const EntryRule& rule) const {
  const bool inserts = entry.kind == ChangeKind::kReplace;
  WritePlan plan = empty_plan(inserts ? ChangeKind::kUpsert : entry.kind);
  for (const ColumnRule& column : rule.columns) {
    plan.columns.push_back(plan_column(column));
    if (column.role != ColumnRole::kKey) continue;
    const auto place = std::find(target_.key.begin(), target_.key.end(), column.name);
    plan.key_places.push_back(static_cast<std::uint32_t>(place - target_.key.begin()));
  }
  plan.key_count = plan.key_places.size();
  plan.is_whole_key = plan.key_count == target_.key.size();
  plan.cleared = entry.clear;
  return plan;
}

WritePlan EntryCompiler::empty_plan(ChangeKind kind) const {
  WritePlan plan;
  plan.kind = kind;
  plan.schema = target_.table->schema;
  plan.table = target_.table->name;
  plan.table_index = target_.table_index;
  plan.removed_column = target_.options->removed_column;
  if (!plan.removed_column.empty()) {
    plan.removed_mark =
        timestamp_mark() == nullptr ? RemovedMark::kBoolean : RemovedMark::kTimestamp;
  }
  return plan;
}

std::uint32_t EntryCompiler::add_plan(WritePlan plan) {
  const auto known = std::find(plans_.begin(), plans_.end(), plan);
  const auto place = static_cast<std::uint32_t>(known - plans_.begin());
  if (known == plans_.end()) plans_.push_back(std::move(plan));
  return place;
}

}  // namespace projector
