// The text of an array as PostgreSQL's array_in() reads it, as far as ArrayText writes it: braces,
// quoted elements with \ before " and \, and a bare NULL.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/expect.h"

namespace projector::fuzz {

class ArrayLiteral {
 public:
  // Ends the process where the text is none, or its rows are not of one length.
  explicit ArrayLiteral(std::string_view text) : rest_(text) {
    if (text == "{}") return;
    read_level(0);
    expect(rest_.empty(), "nothing stands behind an array");
  }

  // In the order of reading; nullopt is NULL.
  const std::vector<std::optional<std::string>>& elements() const { return elements_; }

 private:
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  void read_level(std::size_t level) {
    expect(level < 6, "PostgreSQL has six dimensions");
    expect(take("{"), "a level of an array begins with a brace");
    std::size_t count = 0;
    do {
      if (rest_.starts_with("{")) {
        read_level(level + 1);
      } else {
        read_element(level);
      }
      ++count;
    } while (take(","));
    expect(take("}"), "a level of an array ends with a brace");
    if (level >= counts_.size()) counts_.resize(level + 1);
    expect(!counts_[level] || *counts_[level] == count, "all rows of a level have one length");
    counts_[level] = count;
  }

  void read_element(std::size_t level) {
    expect(!depth_ || *depth_ == level, "all elements stand at one depth");
    depth_ = level;
    if (take("NULL")) {
      elements_.emplace_back(std::nullopt);
      return;
    }
    expect(take("\""), "an element is quoted");
    std::string text;
    while (!take("\"")) {
      take("\\");
      expect(!rest_.empty(), "a quote is closed");
      text += rest_.front();
      rest_.remove_prefix(1);
    }
    elements_.emplace_back(std::move(text));
  }

  std::string_view rest_;
  std::vector<std::optional<std::size_t>> counts_;  // By level.
  std::optional<std::size_t> depth_;
  std::vector<std::optional<std::string>> elements_;
};

}  // namespace projector::fuzz
