#include "thread_times.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace projector::app {
namespace {

constexpr double kNanoseconds = 1e-9;

bool is_ours(const std::string& name) { return name == "consumer" || name.starts_with("writer "); }

}  // namespace

std::vector<ThreadTime> thread_times() {
  std::vector<ThreadTime> times;
  std::error_code error;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task", error)) {
    ThreadTime time;
    std::ifstream comm(task.path() / "comm");
    if (!std::getline(comm, time.name) || !is_ours(time.name)) continue;
    std::ifstream schedstat(task.path() / "schedstat");
    double running = 0;
    double waiting = 0;
    if (!(schedstat >> running >> waiting)) continue;  // Ended meanwhile.
    time.running_seconds = running * kNanoseconds;
    time.waiting_seconds = waiting * kNanoseconds;
    times.push_back(std::move(time));
  }
  return times;
}

}  // namespace projector::app
