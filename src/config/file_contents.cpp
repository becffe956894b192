#include "file_contents.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace projector::config {

Contents contents_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  Contents contents{{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()}, {}};
  if (!file.is_open() || file.bad()) {
    contents.reason = "the file cannot be read: " + std::generic_category().message(errno);
  }
  return contents;
}

}  // namespace projector::config
