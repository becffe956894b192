#include <algorithm>
#include <iterator>
#include <utility>

#include "projector/base/startup_error.h"
#include "projector/projection/projection.h"

#include "cell_canonical.h"
#include "cell_check.h"
#include "column_rule.h"
#include "json_string.h"
#include "json_walk.h"
#include "source_text.h"
#include "table_check.h"
#include "upsert_mapper.h"

namespace projector {
namespace {

// Collects the rules of a projection, with what is wrong with them.
class RuleCompiler {
 public:
  RuleCompiler(const TableCatalog& table, const std::string& topic_name, Findings& findings)
      : table_(table), topic_name_(topic_name), findings_(findings) {}

  void add(const std::string& column_name, const ValueSource& value, ColumnRole role);

  std::vector<ColumnRule> take_rules() { return std::move(rules_); }
  PointerTrie take_pointers() { return std::move(pointers_); }

 private:
  // `text` as it goes into the column, canonical where the column's role needs it.
  std::string constant_for(const ColumnRule& rule, std::string_view text, const std::string& place);

  const TableCatalog& table_;
  const std::string& topic_name_;
  Findings& findings_;
  PointerTrie pointers_;
  std::vector<ColumnRule> rules_;
};

void RuleCompiler::add(const std::string& column_name, const ValueSource& value, ColumnRole role) {
  const CatalogColumn* const column = find_column(table_, column_name);
  if (column == nullptr) return;  // A finding of check_columns.

  ColumnRule rule;
  rule.name = column_name;
  rule.type = column_type(*column);
  rule.role = role;
  rule.is_required = value.required || role != ColumnRole::kValue || !column->nullable;
  const std::string wrong = read_source(value.from, topic_name_, pointers_, rule.source);
  if (!wrong.empty()) {
    findings_.add(value.place, "column \"" + column_name + "\": " + wrong);
    return;
  }
  if (rule.source.kind == SourceKind::kConstant) {
    rule.source.argument = constant_for(rule, rule.source.argument, value.place);
  }
  if (value.default_text) {
    rule.default_text = constant_for(rule, *value.default_text, value.place);
  }
  rules_.push_back(std::move(rule));
}

std::string RuleCompiler::constant_for(const ColumnRule& rule, std::string_view text,
                                       const std::string& place) {
  ByteArena arena;
  PointerTrie nothing_wanted;
  const bool is_document = rule.type.family != TypeFamily::kJson ||
                           JsonWalk().walk(arena.copy(text, kJsonPadding), nothing_wanted);
  if (!is_document || check_cell(rule.type, text) != CellVerdict::kPass) {
    findings_.add(place, "column \"" + rule.name + "\": \"" + std::string(text) +
                             "\" cannot be stored as " + rule.type.name);
    return {};
  }
  if (rule.role == ColumnRole::kValue) return std::string(text);
  return std::string(canonical_cell(rule.type, text, arena));
}

void check_version_type(const ProjectionOptions& options, const TableCatalog& table,
                        Findings& findings) {
  const auto& key = options.key;
  if (std::find(key.begin(), key.end(), options.version_column) != key.end()) {
    findings.add(options.version.place, "`version` column \"" + options.version_column +
                                            "\" is part of the key, so no row could get another");
  }
  const CatalogColumn* const column = find_column(table, options.version_column);
  if (column == nullptr || has_order(column->family)) return;
  findings.add(options.version.place,
               "`version` column \"" + options.version_column + "\" is of type " + column->type +
                   ": smallint, integer, bigint, numeric (whole numbers) or a timestamp is needed");
}

// Key columns in the index's order, then the others as declared, the version last.
void compile_rules(const ProjectionOptions& options, const std::vector<std::string>& key,
                   RuleCompiler& rules) {
  const auto is_key = [&key](const ColumnSource& column) {
    return std::find(key.begin(), key.end(), column.column) != key.end();
  };
  for (const std::string& name : key) {
    const auto column =
        std::find_if(options.columns.begin(), options.columns.end(),
                     [&name](const ColumnSource& source) { return source.column == name; });
    if (column != options.columns.end()) rules.add(name, column->source, ColumnRole::kKey);
  }
  for (const ColumnSource& column : options.columns) {
    if (!is_key(column)) rules.add(column.column, column.source, ColumnRole::kValue);
  }
  rules.add(options.version_column, options.version, ColumnRole::kVersion);
}

RemovedMark removed_mark(const ProjectionOptions& options, const TableCatalog& table) {
  if (options.removed_column.empty()) return RemovedMark::kNone;
  const CatalogColumn* const column = find_column(table, options.removed_column);
  const bool is_boolean = column != nullptr && column->family == TypeFamily::kBoolean;
  return is_boolean ? RemovedMark::kBoolean : RemovedMark::kTimestamp;
}

WritePlan write_plan(const ProjectionOptions& options, const TableCatalog& table,
                     const std::vector<ColumnRule>& rules) {
  WritePlan plan;
  plan.kind = options.kind;
  plan.schema = table.schema;
  plan.table = table.name;
  plan.key_count = options.key.size();
  plan.removed_mark = removed_mark(options, table);
  plan.removed_column = options.removed_column;
  std::transform(rules.begin(), rules.end(), std::back_inserter(plan.columns),
                 [](const ColumnRule& rule) { return PlanColumn{rule.name, rule.type.name}; });
  return plan;
}

}  // namespace

Projection compile_projection(const ProjectionOptions& options, const TableCatalog& table,
                              const std::string& topic_name, const ProjectionLimits& limits) {
  Findings findings(options.place, "projection \"" + options.name + "\", table " + sql_name(table));
  if (options.kind != ChangeKind::kUpsert) {
    findings.add({}, "`do` other than upsert is not supported by this version");
  }
  check_privileges(table, findings);
  const CatalogIndex* const index = check_key(options, table, findings);
  check_columns(options, table, findings);
  check_version_type(options, table, findings);
  check_removed_column(options, table, findings);

  RuleCompiler compiler(table, topic_name, findings);
  compile_rules(options, index == nullptr ? options.key : index->columns, compiler);
  if (!findings.empty()) throw StartupError(ExitCode::kConfiguration, findings.text());

  Projection projection;
  std::vector<ColumnRule> rules = compiler.take_rules();
  projection.plans.push_back(write_plan(options, table, rules));
  projection.mapper = std::make_unique<UpsertMapper>(std::move(rules), compiler.take_pointers(),
                                                     limits.record_bytes_max);
  return projection;
}

}  // namespace projector
