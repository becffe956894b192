#include "yaml_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

namespace projector::config {
namespace {

constexpr std::size_t kIndent = 2;

// What YAML 1.1 takes for a flag or nothing, in any case.
constexpr std::array<std::string_view, 11> kReserved = {"true", "false", "yes", "no",   "on", "off",
                                                        "y",    "n",     "~",   "null", "="};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_plain_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_./:=@+-").find(c) != std::string_view::npos;
}

// "90s", "64MiB", "50/s": digits, and then a unit that is none of a number.
bool is_quantity(std::string_view text) {
  const std::size_t unit = std::min(text.find_first_not_of("0123456789"), text.size());
  constexpr std::array<std::string_view, 10> kUnits = {"ms", "s",   "m",   "h",   "d",
                                                       "B",  "KiB", "MiB", "GiB", "/s"};
  return unit != 0 && std::find(kUnits.begin(), kUnits.end(), text.substr(unit)) != kUnits.end();
}

bool is_plain(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), &is_plain_character)) return false;
  if (text.front() == '@' || text.front() == '-' || text.front() == '+' || text.back() == ':') {
    return false;
  }
  const bool may_be_number =
      is_digit(text.front()) || (text.front() == '.' && text.size() > 1 && text[1] != '/');
  if (may_be_number) return is_quantity(text);
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kReserved.begin(), kReserved.end(), lower) == kReserved.end();
}

// A text of JSON in its quotes is one of YAML.
std::string in_quotes(const Tree& text) {
  return text.dump(-1, ' ', false, Tree::error_handler_t::replace);
}

std::string key_text(const std::string& key) { return is_plain(key) ? key : in_quotes(key); }

void add_members(const Tree& tree, std::size_t indent, std::string& text);

// The members of a list's element go on where its "- " ends.
void add_elements(const Tree& list, std::size_t indent, std::string& text) {
  for (const Tree& element : list) {
    std::string members;
    add_members(element, indent + kIndent, members);
    members[indent] = '-';
    text.append(members);
  }
}

void add_members(const Tree& tree, std::size_t indent, std::string& text) {
  for (const auto& [key, value] : tree.items()) {
    text.append(indent, ' ').append(key_text(key)).append(":");
    const bool has_elements = value.is_array() && !value.empty() && value[0].is_object();
    if (value.is_object() && !value.empty()) {
      add_members(value, indent + kIndent, text.append("\n"));
    } else if (has_elements) {
      add_elements(value, indent + kIndent, text.append("\n"));
    } else {
      text.append(" ").append(yaml_value(value)).append("\n");
    }
  }
}

}  // namespace

std::string yaml_value(const Tree& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    return is_plain(text) ? text : in_quotes(value);
  }
  if (!value.is_array()) return value.dump();
  std::string text = "[";
  for (const Tree& element : value) {
    text.append(text.size() == 1 ? "" : ", ").append(yaml_value(element));
  }
  return text.append("]");
}

std::string yaml_text(const Tree& tree) {
  std::string text;
  add_members(tree, 0, text);
  return text;
}

}  // namespace projector::config
