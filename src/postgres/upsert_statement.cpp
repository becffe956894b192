#include "postgres/upsert_statement.h"

#include <array>
#include <cstddef>
#include <utility>

#include "projector/base/check.h"

namespace projector::postgres {
namespace {

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

// Where "::type" would be wrong. Text becomes a text kind by the assignment alone, and a bare
// `character` or `bit` in a cast is one of length 1.
constexpr std::array kCasts = {
    Cast{"text", ""},
    Cast{"character varying", ""},
    Cast{"character", ""},
    Cast{"character[]", "::bpchar[]"},
    Cast{"bit", "::bit varying"},
    Cast{"bit[]", "::bit varying[]"},
};

// What turns the text of a cell into what is assigned to the column.
std::string cast_to(std::string_view type) {
  const std::string name = without_modifiers(type);
  for (const Cast& cast : kCasts) {
    if (cast.type == name) return std::string(cast.sql);
  }
  std::string sql = "::";
  sql += name;
  return sql;
}

class Text {
 public:
  explicit Text(const WritePlan& plan) : plan_(plan) {}

  std::string upsert() && {
    sql_ = "INSERT INTO " + quote_identifier(plan_.schema) + "." + quote_identifier(plan_.table) +
           " AS t (";
    each_column([&](std::size_t i) { sql_ += name(i); });
    sql_ += ") SELECT ";
    each_column([&](std::size_t i) { sql_ += "s.c" + std::to_string(i) + cast(i); });
    sql_ += " FROM unnest(";
    each_column([&](std::size_t i) { sql_ += "$" + std::to_string(i + 1) + "::text[]"; });
    sql_ += ") AS s(";
    each_column([&](std::size_t i) { sql_ += "c" + std::to_string(i); });
    sql_ += ") ON CONFLICT (";
    each_column(0, plan_.key_count, [&](std::size_t i) { sql_ += name(i); });
    sql_ += ") DO UPDATE SET ";
    each_column(plan_.key_count, plan_.columns.size(),
                [&](std::size_t i) { sql_ += name(i) + " = excluded." + name(i); });
    sql_ += unmark() + guard();
    return std::move(sql_);
  }

 private:
  template <typename Write>
  void each_column(Write write) {
    each_column(0, plan_.columns.size(), write);
  }

  template <typename Write>
  void each_column(std::size_t first, std::size_t last, Write write) {
    for (std::size_t i = first; i < last; ++i) {
      if (i > first) sql_ += ", ";
      write(i);
    }
  }

  std::string name(std::size_t i) const { return quote_identifier(plan_.columns[i].name); }

  std::string cast(std::size_t i) const { return cast_to(plan_.columns[i].type); }

  // A row that comes back loses the mark of its removal.
  std::string unmark() const {
    if (plan_.removed_mark == RemovedMark::kNone) return "";
    const bool boolean = plan_.removed_mark == RemovedMark::kBoolean;
    return ", " + quote_identifier(plan_.removed_column) + (boolean ? " = false" : " = NULL");
  }

  // A stored NULL is older than any version.
  std::string guard() const {
    const std::string version = name(plan_.version_index());
    return " WHERE t." + version + " IS NULL OR excluded." + version + " > t." + version;
  }

  const WritePlan& plan_;
  std::string sql_;
};

}  // namespace

std::string upsert_statement(const WritePlan& plan) {
  PROJECTOR_CHECK(plan.kind == ChangeKind::kUpsert, "only upserts are made by this statement");
  PROJECTOR_CHECK(plan.key_count > 0 && plan.key_count < plan.columns.size(),
                  "a plan has a key, and a version after it");
  return Text(plan).upsert();
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
