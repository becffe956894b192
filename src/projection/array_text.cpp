#include "array_text.h"

#include <algorithm>

#include "cell_canonical.h"
#include "json_scan.h"
#include "json_string.h"

namespace projector {
namespace {

constexpr std::size_t kBytesKept = std::size_t{64} << 10;

JsonKind kind_of(char first) {
  switch (first) {
    case '"':
      return JsonKind::kString;
    case '{':
      return JsonKind::kObject;
    case '[':
      return JsonKind::kArray;
    case 't':
      return JsonKind::kTrue;
    case 'f':
      return JsonKind::kFalse;
    case 'n':
      return JsonKind::kNull;
    default:
      return JsonKind::kNumber;
  }
}

}  // namespace

std::string_view ArrayText::write(std::string_view array, const ColumnType& type,
                                  bool is_canonical) {
  type_ = &type;
  is_canonical_ = is_canonical;
  text_.clear();
  failure_ = Failure{};
  levels_.fill(Level{});
  level_ = 0;
  const char* const begin = array.data();
  if (write_level(begin, 0) == nullptr) return {};

  // Where a level is empty, so is the whole, of which PostgreSQL knows one form.
  const bool is_empty = std::any_of(levels_.begin(), levels_.end(), [](const Level& level) {
    return level.is_counted && level.count == 0;
  });
  if (is_empty) text_ = "{}";
  return text_;
}

void ArrayText::shrink() {
  if (text_.empty()) return;
  text_.clear();
  arena_.clear(kBytesKept);
  if (text_.capacity() > kBytesKept) std::string().swap(text_);
  if (element_.capacity() > kBytesKept) std::string().swap(element_);
}

const char* ArrayText::write_level(const char* at, std::size_t level) {
  level_ = level;
  levels_[level].place = 0;
  text_ += '{';
  at = skip_sound_space(at + 1);
  while (*at != ']') {
    at = write_element(at, level);
    if (at == nullptr) return nullptr;
    ++levels_[level].place;
    at = skip_sound_space(at);
    if (*at != ',') continue;
    text_ += ',';
    at = skip_sound_space(at + 1);
  }
  text_ += '}';
  return end_level(level) ? at + 1 : nullptr;
}

const char* ArrayText::write_element(const char* at, std::size_t level) {
  level_ = level;
  const JsonKind kind = kind_of(*at);
  const bool is_level = kind == JsonKind::kArray && type_->family != TypeFamily::kJson;
  levels_[level].has_arrays |= is_level;
  levels_[level].has_scalars |= !is_level;
  if (levels_[level].has_arrays && levels_[level].has_scalars) {
    static_cast<void>(fail(ArrayFault::kShape, kind));
    return nullptr;
  }
  if (is_level) {
    if (level + 1 < kDimensionsMax) return write_level(at, level + 1);
    static_cast<void>(fail(ArrayFault::kDepth, kind));
    return nullptr;
  }
  const char* const end = skip_sound_value(at);
  return write_scalar(kind, {at, static_cast<std::size_t>(end - at)}) ? end : nullptr;
}

bool ArrayText::write_scalar(JsonKind kind, std::string_view raw) {
  if (kind == JsonKind::kNull) {
    text_ += "NULL";
    return true;
  }
  if (type_->family == TypeFamily::kJson) {
    const bool has_nul = type_->is_jsonb && holds_escaped_nul(raw);
    if (has_nul) return fail(ArrayFault::kNul, kind);
    put_quoted(raw);
    return true;
  }
  if (kind == JsonKind::kObject) {
    return fail(ArrayFault::kElement, kind, CellVerdict::kWrongForm);
  }
  if (kind == JsonKind::kString) return write_string(raw.substr(1, raw.size() - 2));
  return write_checked(kind, raw);
}

bool ArrayText::write_string(std::string_view inside) {
  if (inside.find('\\') == std::string_view::npos) return write_checked(JsonKind::kString, inside);
  if (holds_escaped_nul(inside)) return fail(ArrayFault::kNul, JsonKind::kString);
  element_.resize(inside.size());
  element_.resize(unescape(inside.data(), inside.data() + inside.size(), element_.data()));
  return write_checked(JsonKind::kString, element_);
}

bool ArrayText::write_checked(JsonKind kind, std::string_view text) {
  const CellVerdict verdict = check_scalar(*type_, text);
  if (verdict != CellVerdict::kPass) {
    static_cast<void>(fail(ArrayFault::kElement, kind, verdict));
    failure_.text = text;
    return false;
  }
  if (!is_canonical_) {
    put_quoted(text);
    return true;
  }
  arena_.clear(kBytesKept);
  const std::string_view canonical = canonical_scalar(*type_, text, arena_);
  if (canonical.data() == nullptr)
    return fail(ArrayFault::kElement, kind, CellVerdict::kUnknownForm);
  put_quoted(canonical);
  return true;
}

void ArrayText::put_quoted(std::string_view text) {
  text_ += '"';
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of("\"\\", begin), text.size());
    text_.append(text, begin, end - begin);
    if (end < text.size()) text_.append(1, '\\').append(1, text[end]);
    begin = end + 1;
  }
  text_ += '"';
}

bool ArrayText::end_level(std::size_t level) {
  Level& ended = levels_[level];
  if (ended.is_counted && ended.count != ended.place) {
    level_ = level == 0 ? 0 : level - 1;
    return fail(ArrayFault::kShape, JsonKind::kArray);
  }
  ended.is_counted = true;
  ended.count = ended.place;
  return true;
}

bool ArrayText::fail(ArrayFault fault, JsonKind kind, CellVerdict verdict) {
  failure_ = {fault, verdict, kind, {}, {}};
  for (std::size_t level = 0; level <= level_; ++level) {
    failure_.path.append("/").append(std::to_string(levels_[level].place));
  }
  return false;
}

}  // namespace projector
