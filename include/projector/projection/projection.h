// Declared projections, compiled against their tables: decode an event once and yield its rows.
//
// The event is walked once, whole: everything is checked to be JSON, and what a column asks for is
// picked up in passing. Values stay text, as written, all the way to PostgreSQL's own cast; types
// and ranges are checked here, so that a bad value costs its own record only.

#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "projector/core/options.h"
#include "projector/core/record_mapper.h"
#include "projector/core/table_catalog.h"
#include "projector/core/write_plan.h"
#include "projector/projection/options.h"

namespace projector {

// What the mapper needs to know of its topic.
struct MappedTopic {
  std::string name;                  // What "@topic" yields.
  std::size_t record_bytes_max = 0;  // A larger key and value together are rejected (too_large).
  RecordFormat format = RecordFormat::kJson;
  bool keeps_headers = false;  // For dead letters.
};

// A projection and the table that it writes to.
struct ProjectionTarget {
  const ProjectionOptions* options = nullptr;
  const TableCatalog* table = nullptr;
};

// The mapper of one topic, with the plans that its rows refer to.
struct Projection {
  std::unique_ptr<RecordMapper> mapper;
  WritePlans plans;
};

// Compiles all projections of a topic into one mapper: their rows of a record go into one
// transaction, and what any of them rejects is rejected by all.
// Throws StartupFindings (kConfiguration) with all that is wrong, each with its place, the table,
// and the remedy: a column that is not there or cannot be written, a key without a unique index, a
// privilege that is missing, a pointer that is none, a version column of a type without an order,
// two projections that write one table by different keys.
// What `targets` point to is not needed afterwards.
Projection compile_projection(std::span<const ProjectionTarget> targets, const MappedTopic& topic);

}  // namespace projector
