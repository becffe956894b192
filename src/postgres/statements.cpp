#include "postgres/statements.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <numeric>
#include <utility>

#include "projector/base/check.h"

namespace projector::postgres {
namespace {

// Types whose cast rounds or refuses as an assignment to the column does: with its modifiers, a key
// or version is compared as what the column keeps of it.
constexpr std::array<std::string_view, 3> kRounded = {"numeric", "time", "interval"};

// Without the modifiers in parentheses: varchar(20) cuts a longer text silently in an explicit
// cast, but refuses it when the value is assigned to the column, which happens after.
std::string without_modifiers(std::string_view type) {
  std::string text;
  bool quoted = false;
  int depth = 0;
  for (const char byte : type) {
    if (byte == '"') quoted = !quoted;
    if (byte == '(' && !quoted) ++depth;
    if (depth == 0) text += byte;
    if (byte == ')' && !quoted) --depth;
  }
  return text;
}

struct Cast {
  std::string_view type;  // Without modifiers.
  std::string_view sql;
};

// Where "::type" would be wrong. Text becomes varchar by itself, and a bare `character` or `bit` in
// a cast is one of length 1.
constexpr std::array kCasts = {
    Cast{"text", ""},
    Cast{"character varying", ""},
    Cast{"character", "::bpchar"},
    Cast{"character[]", "::bpchar[]"},
    Cast{"bit", "::bit varying"},
    Cast{"bit[]", "::bit varying[]"},
};

// What turns the text of a cell into what is assigned to the column, or compared with it.
std::string cast_to(const std::string& type) {
  const bool rounds = std::ranges::any_of(
      kRounded, [&](std::string_view beginning) { return type.starts_with(beginning); });
  const std::string name = rounds ? type : without_modifiers(type);
  for (const Cast& cast : kCasts) {
    if (cast.type == name) return std::string(cast.sql);
  }
  std::string sql = "::";
  sql += name;
  return sql;
}

// Cells bear the number of their column: s.c0 is the text that becomes the first one.
class Text {
 public:
  explicit Text(const WritePlan& plan) : plan_(plan) {
    PROJECTOR_CHECK(plan.key_count > 0 && plan.key_count < plan.columns.size(),
                    "a plan has a key, and a version after it");
  }

  Statement write() && {
    cells_.resize(plan_.columns.size());
    std::iota(cells_.begin(), cells_.end(), 0);
    if (plan_.kind == ChangeKind::kUpsert) {
      insert();
    } else if (goes_for_good()) {
      sql_ = "DELETE FROM " + table() + " AS t USING ";
      source("");
      meet(" WHERE ");
      sql_ += " AND " + guard(value(plan_.version_index()));
    } else {
      sql_ = "UPDATE " + table() + " AS t SET ";
      assign([&](std::size_t i) { return value(i); });
      sql_ += mark() + " FROM ";
      source("");
      meet(" WHERE ");
      sql_ += " AND " + guard(value(plan_.version_index()));
    }
    return {std::move(sql_), std::move(cells_)};
  }

  Statement look() && {
    cells_.resize(plan_.key_count);
    std::iota(cells_.begin(), cells_.end(), 0);
    cells_.push_back(static_cast<std::uint32_t>(plan_.version_index()));
    sql_ = "SELECT s.place, bool_or" + guard(value(plan_.version_index())) + " FROM ";
    source("place");
    sql_ += " JOIN " + table() + " AS t ON ";
    meet("");
    sql_ += " GROUP BY s.place";
    return {std::move(sql_), std::move(cells_)};
  }

 private:
  bool removes() const {
    return plan_.kind == ChangeKind::kDelete || plan_.kind == ChangeKind::kReplace;
  }
  bool goes_for_good() const { return removes() && plan_.removed_mark == RemovedMark::kNone; }

  std::string table() const {
    return quote_identifier(plan_.schema) + "." + quote_identifier(plan_.table);
  }
  std::string name(std::size_t i) const { return quote_identifier(plan_.columns[i].name); }
  std::string value(std::size_t i) const {
    return "s.c" + std::to_string(i) + cast_to(plan_.columns[i].type);
  }

  // `sql(i)` for each i of [first, last), with `between` in between.
  template <typename Sql>
  void list(std::size_t first, std::size_t last, const char* between, Sql sql) {
    for (std::size_t i = first; i < last; ++i) {
      if (i > first) sql_ += between;
      sql_ += sql(i);
    }
  }

  void insert() {
    const std::size_t count = plan_.columns.size();
    sql_ = "INSERT INTO " + table() + " AS t (";
    list(0, count, ", ", [&](std::size_t i) { return name(i); });
    sql_ += ") SELECT ";
    list(0, count, ", ", [&](std::size_t i) { return value(i); });
    sql_ += " FROM ";
    source("");
    sql_ += " ON CONFLICT (";
    list(0, plan_.key_count, ", ", [&](std::size_t i) { return name(i); });
    sql_ += ") DO UPDATE SET ";
    assign([&](std::size_t i) { return "excluded." + name(i); });
    sql_ += mark() + " WHERE " + guard("excluded." + name(plan_.version_index()));
  }

  // The parameters as rows; with their number, from 1, where `place` names it.
  void source(std::string_view place) {
    sql_ += "unnest(";
    list(0, cells_.size(), ", ",
         [](std::size_t i) { return "$" + std::to_string(i + 1) + "::text[]"; });
    sql_ += place.empty() ? ") AS s(" : ") WITH ORDINALITY AS s(";
    list(0, cells_.size(), ", ", [&](std::size_t i) { return "c" + std::to_string(cells_[i]); });
    if (!place.empty()) sql_.append(", ").append(place);
    sql_ += ")";
  }

  void meet(const char* beginning) {
    sql_ += beginning;
    list(0, plan_.key_count, " AND ", [&](std::size_t i) {
      std::string equal = "t.";
      return equal.append(name(i)).append(" = ").append(value(i));
    });
  }

  template <typename Value>
  void assign(Value value_of) {
    list(plan_.key_count, plan_.columns.size(), ", ",
         [&](std::size_t i) { return name(i) + " = " + value_of(i); });
  }

  // Assigned beside the plan's columns. An upsert takes the mark away; a mark that is a time has a
  // cell of its own.
  std::string mark() const {
    if (plan_.removed_mark == RemovedMark::kNone || plan_.kind == ChangeKind::kUpdate) return "";
    const bool boolean = plan_.removed_mark == RemovedMark::kBoolean;
    std::string sql;
    if (!removes() || boolean) {
      sql = ", " + quote_identifier(plan_.removed_column) + " = ";
      sql += boolean ? (removes() ? "true" : "false") : "NULL";
    }
    for (const std::string& column : plan_.cleared) {
      sql.append(", ").append(quote_identifier(column)).append(" = NULL");
    }
    return sql;
  }

  // A stored NULL is older than any version.
  std::string guard(const std::string& version) const {
    const std::string stored = "t." + name(plan_.version_index());
    return "(" + stored + " IS NULL OR " + version + " > " + stored + ")";
  }

  const WritePlan& plan_;
  std::string sql_;
  std::vector<std::uint32_t> cells_;
};

}  // namespace

Statement write_statement(const WritePlan& plan) { return Text(plan).write(); }

Statement look_statement(const WritePlan& plan) { return Text(plan).look(); }

std::string_view rights_of(const WritePlan& plan) {
  switch (plan.kind) {
    case ChangeKind::kUpsert:
      return "SELECT, INSERT, UPDATE";
    case ChangeKind::kUpdate:
      return "SELECT, UPDATE";
    case ChangeKind::kReplace:
    case ChangeKind::kDelete:
      break;
  }
  return plan.removed_mark == RemovedMark::kNone ? "SELECT, DELETE" : "SELECT, UPDATE";
}

std::string quote_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (const char byte : name) {
    if (byte == '"') quoted += '"';
    quoted += byte;
  }
  return quoted + '"';
}

}  // namespace projector::postgres
