#include "projector/base/small_file.h"

#include <fstream>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace projector {
namespace {

class SmallFileTest : public testing::Test {
 protected:
  SmallFileTest() : path_(testing::TempDir() + "small_file_" + std::to_string(::getpid())) {}
  ~SmallFileTest() override { ::unlink(path_.c_str()); }

  void write(const std::string& text) const { std::ofstream(path_) << text; }
  SmallFile read() const { return read_small_file(path_, 10); }

  const std::string path_;
};

TEST_F(SmallFileTest, IsReadWhole) {
  write("sesame\n");
  EXPECT_EQ(read().text, "sesame\n");
  EXPECT_EQ(read().trouble, "");
}

TEST_F(SmallFileTest, MayBeEmpty) {
  write("");
  EXPECT_EQ(read().text + read().trouble, "");
}

TEST_F(SmallFileTest, IsReadUpToTheLimitAndNotBeyond) {
  write("1234567890");
  EXPECT_EQ(read().text, "1234567890");
  write("12345678901");
  EXPECT_EQ(read().text, "");
  EXPECT_EQ(read().trouble, "is larger than 10B");
}

TEST_F(SmallFileTest, IsNoPipeThatNobodyWritesTo) {
  ASSERT_EQ(::mkfifo(path_.c_str(), S_IRUSR | S_IWUSR), 0);
  EXPECT_EQ(read().trouble, "is a pipe, and must be a file");
}

TEST_F(SmallFileTest, IsNoFileWithoutEnd) {
  EXPECT_EQ(read_small_file("/dev/zero", 10).trouble, "is larger than 10B");
}

TEST_F(SmallFileTest, MustBeThere) {
  EXPECT_EQ(read().trouble, "cannot be read: No such file or directory");
  EXPECT_EQ(read_small_file("/", 10).trouble, "cannot be read: Is a directory");
}

}  // namespace
}  // namespace projector
