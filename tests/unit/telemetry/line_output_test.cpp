#include "telemetry/line_output.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <sstream>
#include <string>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "telemetry/event_log.h"

namespace projector::telemetry {
namespace {

using testing::HasSubstr;

std::string lost_line(std::uint64_t lines) { return "lost " + std::to_string(lines) + "\n"; }

// Two ends, closed with the test.
class Ends {
 public:
  static Ends of_pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    return {ends[0], ends[1]};
  }
  static Ends of_socket() {
    std::array<int, 2> ends{};
    EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0);
    return {ends[0], ends[1]};
  }
  ~Ends() {
    close_reader();
    close_writer();
  }
  Ends(const Ends&) = delete;
  Ends& operator=(const Ends&) = delete;

  int writer() const { return writer_; }
  void close_writer() { close_one(writer_); }
  void close_reader() { close_one(reader_); }

  // Until the other end is closed.
  std::string read_all() {
    std::string text;
    while (read_some(text)) {
    }
    return text;
  }
  // Until the text that came says so.
  std::string read_until(const std::function<bool(const std::string&)>& is_enough) {
    std::string text;
    while (!is_enough(text) && read_some(text)) {
    }
    return text;
  }

 private:
  Ends(int reader, int writer) : reader_(reader), writer_(writer) {}

  static void close_one(int& descriptor) {
    if (descriptor >= 0) close(descriptor);
    descriptor = -1;
  }
  bool read_some(std::string& text) const {
    std::array<char, 4096> buffer{};
    const ssize_t length = read(reader_, buffer.data(), buffer.size());
    if (length > 0) text.append(buffer.data(), static_cast<std::size_t>(length));
    return length > 0;
  }

  int reader_;
  int writer_;
};

// Returns, or the test's time limit ends it: nothing here may block.
void push_many(LineOutput& output, int lines) {
  for (int line = 0; line < lines; ++line) output.push(std::string(1000, 'x') + "\n");
}

TEST(LineOutput, WritesLinesInOrder) {
  Ends ends = Ends::of_pipe();
  {
    LineOutput output(ends.writer(), lost_line);
    output.push("one\n");
    output.push("two\n");
  }
  ends.close_writer();
  EXPECT_EQ(ends.read_all(), "one\ntwo\n");
}

TEST(LineOutput, NeverBlocksOnAPipeThatNobodyReads) {
  Ends ends = Ends::of_pipe();
  LineOutput output(ends.writer(), lost_line);
  push_many(output, 100'000);  // 100 MB; a pipe holds 64 KiB.
}

TEST(LineOutput, NeverBlocksOnASocketThatNobodyReads) {
  Ends ends = Ends::of_socket();
  LineOutput output(ends.writer(), lost_line);
  push_many(output, 100'000);
}

// The lines that came, and those that were told to be lost.
std::uint64_t accounted_lines(const std::string& text) {
  std::istringstream lines(text.substr(0, text.rfind('\n') + 1));
  std::uint64_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    count += line.starts_with("lost ") ? std::stoul(line.substr(5)) : 1;
  }
  return count;
}

TEST(LineOutput, AccountsForEveryLineOnceItIsReadAgain) {
  Ends ends = Ends::of_pipe();
  LineOutput output(ends.writer(), lost_line);
  push_many(output, 1000);

  const std::string text =
      ends.read_until([](const std::string& so_far) { return accounted_lines(so_far) >= 1000; });

  EXPECT_EQ(accounted_lines(text), 1000U);
  EXPECT_THAT(text, HasSubstr("\nlost "));
}

TEST(LineOutput, LeavesTheSharedDescriptorBlocking) {
  Ends ends = Ends::of_pipe();
  LineOutput output(ends.writer(), lost_line);
  EXPECT_EQ(fcntl(ends.writer(), F_GETFL) & O_NONBLOCK, 0);
}

TEST(LineOutput, SurvivesAReaderThatWentAway) {
  Ends ends = Ends::of_pipe();
  LineOutput output(ends.writer(), lost_line);
  ends.close_reader();
  push_many(output, 10);  // Without a guard SIGPIPE would end the test.
}

TEST(LineOutput, SurvivesAFullDisk) {
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  {
    LineOutput output(full, lost_line);
    push_many(output, 1000);
  }
  close(full);
}

TEST(LineOutput, SurvivesAClosedDescriptor) {
  LineOutput output(-1, lost_line);
  push_many(output, 1000);
}

TEST(LineOutput, AppendsToAFileWhereItsOwnerLeftOff) {
  std::string path = testing::TempDir() + "line_output_XXXXXX";
  const int file = mkstemp(path.data());
  ASSERT_GE(file, 0);
  ASSERT_EQ(write(file, "before\n", 7), 7);
  {
    LineOutput(file, lost_line).push("line\n");
  }

  std::array<char, 64> buffer{};
  EXPECT_EQ(pread(file, buffer.data(), buffer.size(), 0), 12);
  EXPECT_STREQ(buffer.data(), "before\nline\n");
  close(file);
  unlink(path.c_str());
}

SharedLineForm in_form(LineForm form) { return std::make_shared<std::atomic<LineForm>>(form); }

TEST(DescriptorSink, WritesFormattedLinesToTheDescriptor) {
  Ends ends = Ends::of_pipe();
  auto log = std::make_unique<LimitedEventLog>(
      LogLevel::kInfo, make_descriptor_sink(ends.writer(), in_form(LineForm::kText)),
      [] { return Now{}; });
  log->write(Severity::kInfo, "daemon.started", "reads 1 topic");
  log.reset();
  ends.close_writer();
  EXPECT_EQ(ends.read_all(), "00:00:00.000 INFO  daemon.started  reads 1 topic\n");
}

TEST(DescriptorSink, TellsWhatWasLostInTheSameForm) {
  Ends ends = Ends::of_pipe();
  const auto sink = make_descriptor_sink(ends.writer(), in_form(LineForm::kJson));
  const std::string payload(1500, 'x');
  for (int line = 0; line < 1000; ++line) {
    sink->log(spdlog::details::log_msg("a", spdlog::level::info, payload));
  }
  const auto is_told = [](const std::string& text) { return text.find("lost here") != text.npos; };
  EXPECT_THAT(ends.read_until(is_told),
              HasSubstr(R"("level":"warning","event":"log.lost","message":")"));
}

}  // namespace
}  // namespace projector::telemetry
