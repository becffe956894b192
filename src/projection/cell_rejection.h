// Why a cell makes its record a bad one, for people: pointer, column, type, and what kind of value
// stood there. Never the value.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "projector/core/rejection.h"

#include "cell_check.h"
#include "cell_source.h"
#include "column_rule.h"

namespace projector {

class CellRejection {
 public:
  // Both must outlive it.
  CellRejection(const ColumnRule& rule, const RecordFields& from) : rule_(rule), from_(from) {}

  Rejection missing(const SourcedCell& cell) const;
  // Requires: fault is neither kNone nor kNoRoom.
  Rejection fault(const SourcedCell& cell) const;
  // Requires: verdict is not kPass.
  Rejection value(const SourcedCell& cell, CellVerdict verdict) const;
  // Of a version that its type allows, but whose order only the server knows.
  Rejection unordered(const SourcedCell& cell) const;

 private:
  std::string column() const;
  // Where it stands: a pointer, with the element's place; `path` goes on from there.
  std::string source(std::string_view path = {}) const;
  std::string_view found(const SourcedCell& cell) const;
  std::string element() const;
  std::string mismatch(CellVerdict verdict, std::string_view text, std::string_view kind) const;

  const ColumnRule& rule_;
  const RecordFields& from_;
};

}  // namespace projector
