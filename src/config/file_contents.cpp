#include "file_contents.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "yaml_bounds.h"

namespace projector::config {

Contents contents_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  // One more than is allowed shows that there is more.
  Contents contents{std::string(kFileBytesMax + 1, '\0'), {}};
  file.read(contents.text.data(), static_cast<std::streamsize>(contents.text.size()));
  if (!file.is_open() || file.bad()) {
    contents.reason = "the file cannot be read: " + std::generic_category().message(errno);
  }
  contents.text.resize(static_cast<std::size_t>(file.gcount()));
  return contents;
}

}  // namespace projector::config
