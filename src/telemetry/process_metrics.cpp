#include "process_metrics.h"

#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>

#include <unistd.h>

#include "metric_families.h"

namespace projector::telemetry {
namespace {

std::optional<double> resident_memory_bytes() {
  std::ifstream file("/proc/self/statm");
  double size_pages = 0;
  double resident_pages = 0;
  if (!(file >> size_pages >> resident_pages)) return std::nullopt;
  return resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::optional<double> cpu_seconds() {
  timespec used{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0) return std::nullopt;
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

std::optional<double> open_descriptors() {
  std::error_code error;
  const std::filesystem::directory_iterator entries("/proc/self/fd", error);
  if (error) return std::nullopt;
  // The look itself holds one.
  return static_cast<double>(std::distance(begin(entries), end(entries)) - 1);
}

std::optional<double> boot_time_seconds() {
  std::ifstream file("/proc/stat");
  for (std::string word; file >> word;) {
    double seconds = 0;
    if (word == "btime" && file >> seconds) return seconds;
  }
  return std::nullopt;
}

std::optional<double> start_time_seconds() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  // The second field, the program's name, may contain anything, ") " as well.
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;

  constexpr int kFieldsBeforeStartTime = 19;  // Of those after the name; proc(5).
  std::istringstream fields(text.substr(name_end + 1));
  std::string skipped;
  for (int field = 0; field < kFieldsBeforeStartTime; ++field) fields >> skipped;
  double ticks = 0;
  const auto boot_time = boot_time_seconds();
  if (!(fields >> ticks) || !boot_time) return std::nullopt;
  return *boot_time + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

std::vector<prometheus::MetricFamily> process_families() {
  std::vector<prometheus::MetricFamily> families;
  const auto add = [&families](FamilyBuilder family, std::optional<double> value) {
    if (value) families.push_back(family.add({}, *value).take());
  };
  add(gauge("process_resident_memory_bytes", "Resident memory of the process, in bytes."),
      resident_memory_bytes());
  add(counter("process_cpu_seconds_total",
              "Processor time of the process, user and system, in seconds."),
      cpu_seconds());
  add(gauge("process_open_fds", "Open file descriptors."), open_descriptors());
  add(gauge("process_start_time_seconds", "When the process started, in seconds since 1970."),
      start_time_seconds());
  return families;
}

}  // namespace projector::telemetry
