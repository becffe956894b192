#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "projector/base/startup_finding.h"
#include "projector/projection/projection.h"

#include "entry_check.h"
#include "entry_compile.h"
#include "entry_rule.h"
#include "findings.h"
#include "rule_compile.h"
#include "table_check.h"
#include "topic_mapper.h"

namespace projector {
namespace {

bool is_same_table(const TableCatalog& one, const TableCatalog& other) {
  return one.schema == other.schema && one.name == other.name;
}

class TopicCompiler {
 public:
  TopicCompiler(std::span<const ProjectionTarget> targets, const MappedTopic& topic)
      : targets_(targets), topic_(topic) {}

  Projection compile();

 private:
  ProjectionRule compile_target(std::size_t place);
  void compile_entries(const CompiledTable& target, ProjectionRule& rule);
  void compile_choice(const CompiledTable& target, ProjectionRule& rule);
  void begin_entry(const CompiledTable& target, const std::string& entry, const std::string& place);
  // Rows have one key, one version and one mark, whoever writes them.
  void check_sharing(std::size_t place, std::size_t first_of_table);

  const std::span<const ProjectionTarget> targets_;
  const MappedTopic& topic_;
  Findings findings_;
  PointerTrie document_;
  WritePlans plans_;
  std::uint32_t tables_ = 0;
  std::vector<std::uint32_t> table_indexes_;  // Of each target so far.
};

Projection TopicCompiler::compile() {
  std::vector<ProjectionRule> rules;
  rules.reserve(targets_.size());
  for (std::size_t place = 0; place < targets_.size(); ++place) {
    rules.push_back(compile_target(place));
  }
  if (!findings_.empty()) throw StartupFindings(findings_.all());

  Projection projection;
  projection.mapper = std::make_unique<TopicMapper>(std::move(rules), std::move(document_), topic_);
  projection.plans = std::move(plans_);
  return projection;
}

ProjectionRule TopicCompiler::compile_target(std::size_t place) {
  const ProjectionOptions& options = *targets_[place].options;
  const TableCatalog& table = *targets_[place].table;
  CompiledTable target{&options, &table, options.key, tables_, topic_.name};
  begin_entry(target, {}, options.place);

  const auto same = std::find_if(
      targets_.begin(), targets_.begin() + static_cast<std::ptrdiff_t>(place),
      [&table](const ProjectionTarget& other) { return is_same_table(*other.table, table); });
  const auto first = static_cast<std::size_t>(same - targets_.begin());
  if (first == place) {
    table_indexes_.push_back(tables_++);
  } else {
    table_indexes_.push_back(table_indexes_[first]);
    check_sharing(place, first);
  }
  target.table_index = table_indexes_.back();

  check_privileges(options, table, findings_);
  const CatalogIndex* const index = check_key(options, table, findings_);
  if (index != nullptr) target.key = index->columns;
  check_version_column(options, table, findings_);
  check_removed_column(options, table, findings_);

  ProjectionRule rule;
  rule.ignores_unknown = options.unknown_event == UnknownEventPolicy::kIgnore;
  compile_choice(target, rule);
  compile_entries(target, rule);
  return rule;
}

void TopicCompiler::check_sharing(std::size_t place, std::size_t first_of_table) {
  const ProjectionOptions& options = *targets_[place].options;
  const ProjectionOptions& other = *targets_[first_of_table].options;
  const auto differ = [&](const std::string& what) {
    findings_.add({},
                  "projection " + in_quotes(other.name) + " writes this table by another " + what,
                  "rows of a table have one, so make them the same");
  };
  std::vector<std::string> key = options.key;
  std::vector<std::string> other_key = other.key;
  std::sort(key.begin(), key.end());
  std::sort(other_key.begin(), other_key.end());
  if (key != other_key) differ("`key`");
  if (options.version_column != other.version_column) differ("`version` column");
  if (options.removed_column != other.removed_column) differ("`removed` column");
}

void TopicCompiler::compile_choice(const CompiledTable& target, ProjectionRule& rule) {
  const ProjectionOptions& options = *target.options;
  if (options.event) {
    const SourceScope scope{target.topic_name, &document_, nullptr};
    rule.event = compile_event(*options.event, scope, findings_);
    if (options.entries.empty()) {
      findings_.add(options.event->place, "`event` has nothing to choose from",
                    "add entries to `on`");
    }
  } else if (options.entries.size() > 1) {
    findings_.add({}, "there are several entries, and no `event` to choose by");
  } else if (options.entries.empty() && !options.tombstone) {
    findings_.add({}, "it says nothing of what to do", "add `columns`, `on` or `tombstone`");
  }
}

void TopicCompiler::compile_entries(const CompiledTable& target, ProjectionRule& rule) {
  const ProjectionOptions& options = *target.options;
  EntryCompiler compiler(target, document_, plans_, findings_);
  const auto add = [&](const EntryOptions& entry, bool is_tombstone) {
    check_entry(entry, options, *target.table, findings_);
    rule.entries.push_back(compiler.compile(entry, is_tombstone));
    return static_cast<std::uint32_t>(rule.entries.size() - 1);
  };
  for (const EntryOptions& entry : options.entries) {
    begin_entry(target, options.event ? "event " + in_quotes(entry.event) : "", entry.place);
    const std::uint32_t place = add(entry, false);
    if (!options.event) {
      rule.only_entry = place;
    } else if (rule.entry_for(entry.event)) {
      findings_.add({}, "the event is there twice", "leave one of them out");
    } else {
      rule.events.emplace_back(entry.event, place);
      std::sort(rule.events.begin(), rule.events.end());
    }
  }
  if (!options.tombstone) return;
  begin_entry(target, "tombstone", options.tombstone->place);
  rule.tombstone_entry = add(*options.tombstone, true);
}

void TopicCompiler::begin_entry(const CompiledTable& target, const std::string& entry,
                                const std::string& place) {
  std::string subject =
      "projection " + in_quotes(target.options->name) + ", table " + sql_name(*target.table);
  if (!entry.empty()) subject += ", " + entry;
  findings_.begin(place.empty() ? target.options->place : place, subject);
}

}  // namespace

Projection compile_projection(std::span<const ProjectionTarget> targets, const MappedTopic& topic) {
  return TopicCompiler(targets, topic).compile();
}

}  // namespace projector
