#include "line_output.h"

#include <cerrno>
#include <csignal>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace projector::telemetry {
namespace {

// How soon a writer that waits for a reader notices that it shall stop.
constexpr int kPollTimeoutMs = 50;

bool is_socket(int descriptor) {
  struct stat status{};
  return fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

// O_NONBLOCK belongs to the open file, which a shell or another process may share; so pipes and
// terminals are opened anew. A regular file is not: its second opening would write elsewhere.
int open_for_writing(int descriptor) {
  struct stat status{};
  const bool can_block =
      fstat(descriptor, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode));
  if (can_block) {
    const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
    const int opened = open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (opened >= 0) return opened;
  }
  // Where that is not allowed, polling comes first, and a pipe that polls as writable takes a line.
  return fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
}

// Signals are the main thread's, and SIGPIPE of a reader that went away is nobody's.
std::thread start_without_signals(std::function<void()> body) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, &before);
  std::thread thread(std::move(body));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

LineOutput::LineOutput(int descriptor, LostLine lost_line)
    : lost_line_(std::move(lost_line)),
      descriptor_(open_for_writing(descriptor)),
      is_socket_(is_socket(descriptor)),
      writer_(start_without_signals([this] { run(); })) {}

LineOutput::~LineOutput() {
  {
    const MutexLock lock(mutex_);
    give_up_at_ = std::chrono::steady_clock::now() + kFlushTimeout;
  }
  changed_.notify_all();
  writer_.join();
  if (descriptor_ >= 0) close(descriptor_);
}

void LineOutput::push(std::string line) {
  {
    const MutexLock lock(mutex_);
    if (items_.size() >= kLinesMax) {
      ++dropped_;
      return;
    }
    items_.push_back({std::move(line), std::exchange(dropped_, 0)});
  }
  changed_.notify_one();
}

void LineOutput::run() {
  while (const auto item = next()) write_item(*item);
}

std::optional<LineOutput::Item> LineOutput::next() {
  const MutexLock lock(mutex_);
  while (items_.empty() && dropped_ == 0 && !give_up_at_) changed_.wait(mutex_);

  if (!items_.empty()) {
    Item item = std::move(items_.front());
    items_.pop_front();
    return item;
  }
  if (dropped_ == 0) return std::nullopt;
  return Item{.line = {}, .lost_before = std::exchange(dropped_, 0)};
}

void LineOutput::write_item(const Item& item) {
  lost_ += item.lost_before;
  if (lost_ > 0 && write_line(lost_line_(lost_))) lost_ = 0;
  if (!item.line.empty() && !write_line(item.line)) ++lost_;
}

bool LineOutput::write_line(std::string_view line) {
  const std::string text = (is_torn_ ? "\n" : "") + std::string(line);
  std::string_view rest = text;
  while (!rest.empty() && wait_until_writable()) {
    const ssize_t written =
        is_socket_ ? send(descriptor_, rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL)
                   : write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EAGAIN && errno != EINTR) {
      break;
    }
  }
  if (rest.size() < text.size()) is_torn_ = !rest.empty();
  return rest.empty();
}

bool LineOutput::wait_until_writable() {
  while (!has_given_up()) {
    pollfd target{.fd = descriptor_, .events = POLLOUT, .revents = 0};
    // Errors count as writable: the write that follows names them.
    if (poll(&target, 1, kPollTimeoutMs) > 0) return true;
  }
  return false;
}

bool LineOutput::has_given_up() {
  const MutexLock lock(mutex_);
  return give_up_at_ && std::chrono::steady_clock::now() >= *give_up_at_;
}

}  // namespace projector::telemetry
