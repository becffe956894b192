#include "json_walk.h"

#include <algorithm>
#include <cstring>

#include <simdjson.h>

#include "projector/base/check.h"

#include "json_string.h"

namespace projector {
namespace {

constexpr std::uint32_t kNone = PointerTrie::kNone;

inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

inline const char* skip_space(const char* at) {
  while (is_space(*at)) ++at;
  return at;
}

inline const char* skip_digits(const char* at) {
  while (is_digit(*at)) ++at;
  return at;
}

}  // namespace

void JsonWalk::begin(PointerTrie& pointers) {
  pointers_ = &pointers;
  pointers.begin_walk();
  values_.assign(pointers.slot_count(), JsonValue{});
  escapes_ = 0;
  escaped_nuls_ = 0;
}

const char* JsonWalk::walk_part(const char* at, PointerTrie& pointers) {
  begin(pointers);
  at = walk_value(at, PointerTrie::kRoot, 0);
  PROJECTOR_CHECK(at != nullptr, "a part of a document was found sound with the whole of it");
  return at;
}

bool JsonWalk::walk(std::string_view document, PointerTrie& pointers) {
  begin(pointers);
  begin_ = document.data();
  end_ = begin_ + document.size();

  if (!simdjson::validate_utf8(document.data(), document.size())) {
    error_reason_ = "it is not UTF-8";
    error_at_ = document.size();
    return false;
  }
  const char* at = walk_value(skip_space(begin_), PointerTrie::kRoot, 0);
  if (at == nullptr) return false;
  at = skip_space(at);
  if (at != end_) return fail(at, "something follows the document") != nullptr;
  return true;
}

std::string JsonWalk::error() const {
  std::string text = "the value is not a JSON document: ";
  text += error_reason_;
  const auto size = static_cast<std::size_t>(end_ - begin_);
  if (error_at_ < size) {
    text += " (at byte " + std::to_string(error_at_ + 1) + " of " + std::to_string(size) + ")";
  }
  return text;
}

// Nearly all strings have no escape.
inline const char* JsonWalk::walk_string(const char* at) {
  at = find_string_end(at + 1);
  return *at == '"' ? at + 1 : walk_string_from(at);
}

const char* JsonWalk::walk_string_from(const char* at) {
  while (*at != '"') {
    if (*at != '\\') return fail(at, "a control character stands in a string");
    bool is_nul = false;
    const char* const behind = skip_escape(at, is_nul);
    if (behind == nullptr) return fail(at, "an escape in a string is none");
    ++escapes_;
    if (is_nul) ++escaped_nuls_;
    at = find_string_end(behind);
  }
  return at + 1;
}

const char* JsonWalk::walk_value(const char* at, std::uint32_t node, int depth) {
  const std::uint64_t escapes = escapes_;
  const std::uint64_t escaped_nuls = escaped_nuls_;
  JsonKind kind = JsonKind::kMissing;
  const char* const end = walk_content(at, node, depth, kind);
  if (end == nullptr || node == kNone) return end;

  const std::uint32_t slot = pointers_->slot_of(node);
  if (slot == kNone) return end;
  JsonValue& value = values_[slot];
  value.kind = kind;
  value.has_escapes = escapes_ != escapes;
  value.has_escaped_nul = escaped_nuls_ != escaped_nuls;
  const std::ptrdiff_t quote = kind == JsonKind::kString ? 1 : 0;
  value.raw = {at + quote, static_cast<std::size_t>(end - at - 2 * quote)};
  return end;
}

const char* JsonWalk::walk_content(const char* at, std::uint32_t node, int depth, JsonKind& kind) {
  switch (*at) {
    case '"':
      kind = JsonKind::kString;
      return walk_string(at);
    case '{':
      kind = JsonKind::kObject;
      return walk_object(at, node, depth);
    case '[':
      kind = JsonKind::kArray;
      return walk_array(at, node, depth);
    case 't':
      kind = JsonKind::kTrue;
      return walk_literal(at, "true");
    case 'f':
      kind = JsonKind::kFalse;
      return walk_literal(at, "false");
    case 'n':
      kind = JsonKind::kNull;
      return walk_literal(at, "null");
    default:
      kind = JsonKind::kNumber;
      return walk_number(at);
  }
}

const char* JsonWalk::walk_object(const char* at, std::uint32_t node, int depth) {
  if (depth == kDepthMax) return fail(at, "it is nested more than 64 deep");
  at = skip_space(at + 1);
  if (*at == '}') return at + 1;

  for (;;) {
    at = walk_member(at, node, depth);
    if (at == nullptr) return nullptr;
    at = skip_space(at);
    if (*at == '}') return at + 1;
    if (*at != ',') return fail(at, "a comma or a closing brace was expected");
    at = skip_space(at + 1);
  }
}

inline const char* JsonWalk::walk_member(const char* at, std::uint32_t node, int depth) {
  if (*at != '"') return fail(at, "a member's name in quotes was expected");
  const std::uint64_t escapes = escapes_;
  const char* const end = walk_string(at);
  if (end == nullptr) return nullptr;
  const std::string_view name(at + 1, static_cast<std::size_t>(end - at - 2));
  const std::uint32_t child = node == kNone ? kNone : child_for(node, name, escapes != escapes_);

  at = skip_space(end);
  if (*at != ':') return fail(at, "a colon was expected");
  return walk_value(skip_space(at + 1), child, depth + 1);
}

const char* JsonWalk::walk_array(const char* at, std::uint32_t node, int depth) {
  if (depth == kDepthMax) return fail(at, "it is nested more than 64 deep");
  at = skip_space(at + 1);
  if (*at == ']') return at + 1;

  const bool seeks = node != kNone && pointers_->has_indexes(node);
  for (std::uint64_t index = 0;; ++index) {
    const std::uint32_t child = seeks ? pointers_->enter_element(node, index) : kNone;
    at = walk_value(at, child, depth + 1);
    if (at == nullptr) return nullptr;
    at = skip_space(at);
    if (*at == ']') return at + 1;
    if (*at != ',') return fail(at, "a comma or a closing bracket was expected");
    at = skip_space(at + 1);
  }
}

const char* JsonWalk::walk_number(const char* at) {
  const char* digits = *at == '-' ? at + 1 : at;
  if (!is_digit(*digits)) return fail(at, "a value was expected");
  at = *digits == '0' ? digits + 1 : skip_digits(digits);

  if (*at == '.') {
    digits = at + 1;
    at = skip_digits(digits);
    if (at == digits) return fail(at, "a digit was expected");
  }
  if (*at == 'e' || *at == 'E') {
    digits = at[1] == '+' || at[1] == '-' ? at + 2 : at + 1;
    at = skip_digits(digits);
    if (at == digits) return fail(at, "a digit was expected");
  }
  return at;
}

const char* JsonWalk::walk_literal(const char* at, std::string_view literal) {
  // The padding makes reading beyond the end safe; its zeros make it unequal.
  if (std::memcmp(at, literal.data(), literal.size()) != 0) return fail(at, "a value was expected");
  return at + literal.size();
}

std::uint32_t JsonWalk::child_for(std::uint32_t node, std::string_view name, bool escaped) {
  if (!escaped) return pointers_->enter_member(node, name);

  name_.resize(name.size());
  name_.resize(unescape(name.data(), name.data() + name.size(), name_.data()));
  return pointers_->enter_member(node, name_);
}

const char* JsonWalk::fail(const char* at, const char* reason) {
  error_reason_ = at < end_ ? reason : "it ends too early";
  error_at_ = static_cast<std::size_t>(std::min(at, end_) - begin_);
  return nullptr;
}

}  // namespace projector
