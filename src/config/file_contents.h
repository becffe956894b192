// A file as a whole, as far as the bound on configurations lets it be read.

#pragma once

#include <string>

namespace projector::config {

// The text of a file, or why there is none.
struct Contents {
  std::string text;
  std::string reason;
};

Contents contents_of(const std::string& path);

}  // namespace projector::config
