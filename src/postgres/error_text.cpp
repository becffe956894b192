#include "postgres/error_text.h"

#include <algorithm>
#include <array>

namespace projector::postgres {
namespace {

// Classes whose messages are about statement, table or server, and never quote a value.
constexpr std::array<std::string_view, 14> kClassesWithoutValues = {
    "08", "0A", "21", "25", "26", "28", "3D", "40", "42", "44", "53", "54", "55", "57"};

// What PostgreSQL itself says of a violated constraint. Anything else in class 23 was raised by
// somebody's trigger and may say what it likes.
constexpr std::array<std::string_view, 8> kConstraintMessages = {
    "duplicate key value violates unique constraint",
    "conflicting key value violates exclusion constraint",
    "null value in column",
    "new row for relation",
    "insert or update on table",
    "update or delete on table",
    "no partition of relation",
    "value for domain",
};

struct Advice {
  std::string_view sqlstate;
  std::string_view text;
};

constexpr std::string_view kProxyAdvice =
    "; behind a proxy that pools transactions set postgres.prepared_statements: false";

constexpr std::array kAdvice = {Advice{"26000", kProxyAdvice}, Advice{"42P05", kProxyAdvice}};

// libpqxx puts "Failure during 'STATEMENT': " before some messages, the server its severity and
// two blanks ("ERROR:  ").
std::string_view without_prefixes(std::string_view message) {
  if (message.starts_with("Failure during '")) {
    const auto end = message.find("': ");
    if (end != std::string_view::npos) message.remove_prefix(end + 3);
  }
  constexpr std::size_t kSeverityLengthMax = 16;  // Translated ones are longer than "WARNING".
  const auto severity = message.find(":  ");
  if (severity < kSeverityLengthMax) message.remove_prefix(severity + 3);
  return message;
}

bool names_no_value(std::string_view sqlstate, std::string_view message) {
  const auto begins = [](std::string_view text) {
    return [text](std::string_view beginning) { return text.starts_with(beginning); };
  };
  if (sqlstate.empty()) return true;  // The link's own message.
  if (sqlstate.starts_with("23")) {
    return std::ranges::any_of(kConstraintMessages, begins(message));
  }
  return std::ranges::any_of(kClassesWithoutValues, begins(sqlstate));
}

// A value may hold quotes itself, and servers that speak other languages quote in other ways, so
// all from the first to the last quote or byte beyond ASCII goes.
std::string without_quoted(std::string_view message) {
  const auto may_quote = [](char byte) {
    return byte == '"' || byte == '\'' || static_cast<unsigned char>(byte) >= 0x80;
  };
  const auto first = std::ranges::find_if(message, may_quote);
  if (first == message.end()) return std::string(message);
  auto last = std::find_if(message.rbegin(), message.rend(), may_quote).base();
  if (last == first + 1) last = message.end();  // Opened, never closed.
  return std::string(message.begin(), first) + "(value not shown)" +
         std::string(last, message.end());
}

std::string on_one_line(std::string text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.pop_back();
  for (char& byte : text) {
    if (static_cast<unsigned char>(byte) < ' ') byte = ' ';
  }
  return text;
}

}  // namespace

std::string reason_for(std::string_view sqlstate, std::string_view message) {
  // What a function raises is free text. Its author may have put the row into it.
  if (sqlstate.starts_with("P0")) return "a trigger or function of the table refused the row";
  const std::string_view text = without_prefixes(message);
  std::string reason =
      on_one_line(names_no_value(sqlstate, text) ? std::string(text) : without_quoted(text));
  for (const Advice& advice : kAdvice) {
    if (advice.sqlstate == sqlstate) reason += advice.text;
  }
  return reason;
}

}  // namespace projector::postgres
