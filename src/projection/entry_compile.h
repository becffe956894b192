// From an entry of a projection to its rule and its plans.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projector/core/table_catalog.h"
#include "projector/core/write_plan.h"
#include "projector/projection/options.h"

#include "entry_rule.h"
#include "findings.h"
#include "pointer_trie.h"
#include "source_text.h"

namespace projector {

// A projection whose entries are to be compiled.
struct CompiledTable {
  const ProjectionOptions* options = nullptr;
  const TableCatalog* table = nullptr;
  std::vector<std::string> key;  // In the order of the table's index.
  std::uint32_t table_index = 0;
  std::string_view topic_name;
};

class EntryCompiler {
 public:
  // All must outlive it. Plans are added to `plans`, each once.
  EntryCompiler(const CompiledTable& target, PointerTrie& document, WritePlans& plans,
                Findings& findings)
      : target_(target), document_(document), plans_(plans), findings_(findings) {}

  // Of use only where there are no findings.
  EntryRule compile(const EntryOptions& entry, bool is_tombstone);

 private:
  void compile_each(const EntryOptions& entry, bool is_tombstone, EntryRule& rule);
  void compile_columns(const EntryOptions& entry, const SourceScope& scope, EntryRule& rule);
  void compile_removal(const EntryOptions& entry, EntryRule& rule);
  void add_column(const ColumnSource& column, ColumnRole role, const SourceScope& scope,
                  EntryRule& rule);
  // The mark's column, where removed rows are marked with a timestamp.
  const CatalogColumn* timestamp_mark() const;
  WritePlan plan_for(const EntryOptions& entry, const EntryRule& rule) const;
  WritePlan empty_plan(ChangeKind kind) const;
  std::uint32_t add_plan(WritePlan plan);

  const CompiledTable& target_;
  PointerTrie& document_;
  WritePlans& plans_;
  Findings& findings_;
};

}  // namespace projector
