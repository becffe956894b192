#include "projector/base/small_file.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "projector/base/quantity.h"

namespace projector {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }

 private:
  const int number_;
};

SmallFile refused(std::string trouble) { return {{}, std::move(trouble)}; }

SmallFile unreadable(int error) {
  return refused("cannot be read: " + std::generic_category().message(error));
}

}  // namespace

SmallFile read_small_file(const std::string& path, std::size_t bytes_max) {
  // Without O_NONBLOCK, opening a pipe waits for its writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (file.get() < 0) return unreadable(errno);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) return unreadable(errno);
  if (S_ISFIFO(status.st_mode)) return refused("is a pipe, and must be a file");

  std::string text(bytes_max + 1, '\0');
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + bytes, text.size() - bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(errno);
    if (got == 0) break;
    bytes += static_cast<std::size_t>(got);
  }
  if (bytes > bytes_max) return refused("is larger than " + format_bytes(bytes_max));
  text.resize(bytes);
  return {std::move(text), {}};
}

}  // namespace projector
