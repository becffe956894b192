#include "telemetry/escape.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace projector::telemetry {
namespace {

constexpr std::size_t kPlenty = 1000;

std::string text(std::string_view raw, std::size_t bytes_max = kPlenty) {
  std::string out;
  append_escaped(out, raw, Escape::kText, bytes_max);
  return out;
}

std::string json(std::string_view raw, std::size_t bytes_max = kPlenty) {
  std::string out;
  append_escaped(out, raw, Escape::kJson, bytes_max);
  return out;
}

TEST(Escape, LeavesPlainTextAsItIs) {
  EXPECT_EQ(text("Größe 3 € \"x\" \\d 😀"), "Größe 3 € \"x\" \\d 😀");
}

TEST(Escape, KeepsALineOneLine) { EXPECT_EQ(text("a\nb\r\tc"), "a\\nb\\r\\tc"); }

TEST(Escape, ShowsControlsOfATerminal) { EXPECT_EQ(text("\x1b[2J\x7f"), "\\x1b[2J\\x7f"); }

TEST(Escape, ShowsNul) { EXPECT_EQ(text(std::string_view("a\0b", 3)), "a\\x00b"); }

TEST(Escape, ShowsUnicodeThatDeceives) {
  EXPECT_EQ(text("\u202e\u2028\u009b"), "\\u202e\\u2028\\u009b");
}

TEST(Escape, ShowsBytesThatAreNoUtf8) { EXPECT_EQ(text("a\xff\xc3"), "a\\xff\\xc3"); }

TEST(Escape, ShowsOverlongFormsAndSurrogates) {
  EXPECT_EQ(text("\xc0\xaf"), "\\xc0\\xaf");
  EXPECT_EQ(text("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");
  EXPECT_EQ(text("\xed\xa0\x80"), "\\xed\\xa0\\x80");
  EXPECT_EQ(text("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");
}

TEST(Escape, MakesTheInsideOfAJsonString) { EXPECT_EQ(json("\"\\\x01\n"), "\\\"\\\\\\u0001\\n"); }

TEST(Escape, GivesAJsonReaderWhatATerminalShowsOfBadBytes) {
  const auto read = nlohmann::json::parse("\"" + json("a\xff") + "\"");
  EXPECT_EQ(read.get<std::string>(), text("a\xff"));
}

TEST(Escape, WritesAllWhereItJustFits) { EXPECT_EQ(text("abcd", 4), "abcd"); }

TEST(Escape, SaysWhereItCut) { EXPECT_EQ(text("abcde", 4), "abcd…"); }

TEST(Escape, NeverCutsWithinACharacter) { EXPECT_EQ(text("abc€", 5), "abc…"); }

TEST(Escape, NeverCutsWithinAnEscape) { EXPECT_EQ(json("abc\x01", 8), "abc…"); }

TEST(Escape, CountsOnlyWhatItAppends) {
  std::string out = "before ";
  append_escaped(out, "abcd", Escape::kText, 4);
  EXPECT_EQ(out, "before abcd");
}

}  // namespace
}  // namespace projector::telemetry
