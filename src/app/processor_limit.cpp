#include "processor_limit.h"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace projector::app {
namespace {

namespace fs = std::filesystem;

bool has_processor(const std::string& controllers) {
  std::istringstream names(controllers);
  for (std::string name; std::getline(names, name, ',');) {
    if (name == "cpu") return true;
  }
  return false;
}

// Of the process's own group. In a container the path may be the machine's, and what is mounted is
// the container's own group: then the file stands at the top.
std::vector<fs::path> files(const fs::path& root) {
  std::vector<fs::path> found;
  std::ifstream groups(root / "proc/self/cgroup");
  for (std::string line; std::getline(groups, line);) {  // "4:cpu,cpuacct:/path", or "0::/path".
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    if (!controllers.empty() && !has_processor(controllers)) continue;
    const fs::path top = root / "sys/fs/cgroup" / (controllers.empty() ? "" : "cpu");
    found.push_back(top / fs::path(line.substr(second + 1)).relative_path() / "cpu.stat");
    found.push_back(top / "cpu.stat");
  }
  return found;
}

// Periods are counted only where there is a limit.
std::optional<ProcessorLimit> read(const fs::path& file) {
  std::ifstream stream(file);
  ProcessorLimit limit;
  std::string name;
  for (double value = 0; stream >> name >> value;) {
    if (name == "nr_periods") limit.periods = value;
    if (name == "nr_throttled") limit.stopped = value;
  }
  if (limit.periods == 0) return std::nullopt;
  return limit;
}

}  // namespace

std::optional<ProcessorLimit> processor_limit(const fs::path& root) {
  for (const fs::path& file : files(root)) {
    if (const auto limit = read(file)) return limit;
  }
  return std::nullopt;
}

std::optional<ProcessorLimit> own_processor_limit() { return processor_limit("/"); }

}  // namespace projector::app
