// A declared projection, compiled against its table: decodes an event once and yields its row.
//
// The event is walked once, whole: everything is checked to be JSON, and what a column asks for is
// picked up in passing. Values stay text, as written, all the way to PostgreSQL's own cast; types
// and ranges are checked here, so that a bad value costs its own record only.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "projector/core/record_mapper.h"
#include "projector/core/table_catalog.h"
#include "projector/core/write_plan.h"
#include "projector/projection/options.h"

namespace projector {

struct ProjectionLimits {
  std::size_t record_bytes_max = 0;  // A larger key and value together are rejected (too_large).
};

// The mapper of one topic, with the plans that its rows refer to.
struct Projection {
  std::unique_ptr<RecordMapper> mapper;
  WritePlans plans;
};

// `topic_name` is what "@topic" yields.
// Throws StartupError (kConfiguration) that names the place, the table, and the remedy: a column
// that is not there or cannot be written, a key without a unique index, a privilege that is
// missing, a pointer that is none, a version column of a type without an order.
Projection compile_projection(const ProjectionOptions& options, const TableCatalog& table,
                              const std::string& topic_name, const ProjectionLimits& limits);

}  // namespace projector
