// A text of a row, kept once in the process however many rows bear it: a manifest of millions of
// rows has few sailings, cabins and states.
//
// Thread: one owner of them all.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace harbor {

class Text {
 public:
  Text() = default;  // SQL's NULL.
  explicit Text(std::string_view text);

  // NULL where there is none.
  static Text of(const std::optional<std::string>& text) { return text ? Text(*text) : Text(); }

  bool is_null() const { return kept_ == nullptr; }

  // Requires: not NULL.
  std::string_view view() const { return *kept_; }

  // NULL equals NULL here, and not the empty text.
  friend bool operator==(const Text&, const Text&) = default;

 private:
  const std::string* kept_ = nullptr;  // Equal texts are the same one.
};

}  // namespace harbor
