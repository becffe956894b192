// Whether a table can take what a projection writes to it: privileges, key, version, mark.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "projector/core/table_catalog.h"
#include "projector/projection/options.h"

#include "findings.h"

namespace projector {

const CatalogColumn* find_column(const TableCatalog& table, std::string_view name);

// As SQL writes it, each part quoted only where it must be.
std::string sql_name(const TableCatalog& table);
std::string sql_identifier(std::string_view name);
std::string in_quotes(std::string_view name);

bool contains(const std::vector<std::string>& names, std::string_view name);

// It must be there and take values.
void check_named_column(const TableCatalog& table, const std::string& name,
                        const std::string& place, Findings& findings);

// Those that the projection's kinds of change need.
void check_privileges(const ProjectionOptions& options, const TableCatalog& table,
                      Findings& findings);

// The unique index over exactly these columns; null with a finding where there is none.
const CatalogIndex* check_key(const ProjectionOptions& options, const TableCatalog& table,
                              Findings& findings);

void check_version_column(const ProjectionOptions& options, const TableCatalog& table,
                          Findings& findings);
void check_removed_column(const ProjectionOptions& options, const TableCatalog& table,
                          Findings& findings);

}  // namespace projector
