// Whether a table can take what a projection writes to it: privileges, key, columns.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "projector/core/table_catalog.h"
#include "projector/projection/options.h"

namespace projector {

// What is wrong, all of it, in the order of the configuration.
class Findings {
 public:
  explicit Findings(const std::string& place, std::string subject)
      : place_(place), subject_(std::move(subject)) {}

  // `place` is that of the nearest key; empty: that of the projection.
  void add(const std::string& place, const std::string& what);

  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }

 private:
  std::string place_;
  std::string subject_;
  std::string text_;
};

const CatalogColumn* find_column(const TableCatalog& table, std::string_view name);

// As SQL writes it, each part quoted only where it must be.
std::string sql_name(const TableCatalog& table);

void check_privileges(const TableCatalog& table, Findings& findings);

// The unique index over exactly these columns; null with a finding where there is none.
const CatalogIndex* check_key(const ProjectionOptions& options, const TableCatalog& table,
                              Findings& findings);

// The columns that an upsert names must be there and take values; those that it does not name must
// do without.
void check_columns(const ProjectionOptions& options, const TableCatalog& table, Findings& findings);

void check_removed_column(const ProjectionOptions& options, const TableCatalog& table,
                          Findings& findings);

}  // namespace projector
