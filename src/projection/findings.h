// What is wrong with the projections of a topic, all of it, in the order of the configuration.

#pragma once

#include <string>

namespace projector {

class Findings {
 public:
  // What the next findings are about: their place, where none is nearer, and their subject.
  void begin(const std::string& place, const std::string& subject);

  // `place` is that of the nearest key; empty: that of the subject.
  void add(const std::string& place, const std::string& what);

  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }

 private:
  std::string place_;
  std::string subject_;
  std::string text_;
};

}  // namespace projector
