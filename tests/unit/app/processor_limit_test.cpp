#include "processor_limit.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace projector::app {
namespace {

namespace fs = std::filesystem;

// A file system of its own, with what the kernel would say.
class ProcessorLimitTest : public testing::Test {
 protected:
  ProcessorLimitTest() {
    std::string name = (fs::temp_directory_path() / "processor-limit-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no directory for the test");
    root_ = name;
  }
  ~ProcessorLimitTest() override { fs::remove_all(root_); }

  void write(const std::string& file, const std::string& text) {
    fs::create_directories((root_ / file).parent_path());
    std::ofstream(root_ / file) << text;
  }

  // "stopped of periods", or "none".
  std::string limit() {
    const auto limit = processor_limit(root_);
    if (!limit) return "none";
    return std::to_string(static_cast<int>(limit->stopped)) + " of " +
           std::to_string(static_cast<int>(limit->periods));
  }

 private:
  fs::path root_;
};

constexpr const char* kStopped =
    "usage_usec 9\nnr_periods 315\nnr_throttled 259\nthrottled_usec 7\n";
constexpr const char* kUnlimited = "usage_usec 9\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0\n";

TEST_F(ProcessorLimitTest, IsReadFromItsGroup) {
  write("proc/self/cgroup", "0::/system.slice/projector.service\n");
  write("sys/fs/cgroup/cpu.stat", "usage_usec 1\n");
  write("sys/fs/cgroup/system.slice/projector.service/cpu.stat", kStopped);
  EXPECT_EQ(limit(), "259 of 315");
}

TEST_F(ProcessorLimitTest, IsReadInAContainer) {
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/cpu.stat", kStopped);
  EXPECT_EQ(limit(), "259 of 315");
}

TEST_F(ProcessorLimitTest, IsReadInAContainerThatSeesTheMachinesPath) {
  write("proc/self/cgroup", "5:cpuset:/kubepods/pod7\n4:cpu,cpuacct:/kubepods/pod7\n0::/\n");
  write("sys/fs/cgroup/cpu/cpu.stat", kStopped);
  EXPECT_EQ(limit(), "259 of 315");
}

TEST_F(ProcessorLimitTest, IsNoneWhereThereIsNone) {
  write("proc/self/cgroup", "0::/\n");
  write("sys/fs/cgroup/cpu.stat", kUnlimited);
  EXPECT_EQ(limit(), "none");
}

TEST_F(ProcessorLimitTest, IsNoneWhereTheKernelDoesNotSay) { EXPECT_EQ(limit(), "none"); }

}  // namespace
}  // namespace projector::app
