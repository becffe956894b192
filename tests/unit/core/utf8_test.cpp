#include "projector/base/utf8.h"

#include <gtest/gtest.h>

namespace projector {
namespace {

TEST(Utf8, CountsSoundText) {
  EXPECT_EQ(count_utf8(""), 0u);
  EXPECT_EQ(count_utf8(std::string_view("a\0b", 3)), 3u);
  EXPECT_EQ(count_utf8("\xC2\x80 \xDF\xBF"), 5u);
  EXPECT_EQ(count_utf8("\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"), 12u);
  EXPECT_EQ(count_utf8("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), 8u);
}

TEST(Utf8, StopsWhereACharacterIsNone) {
  EXPECT_EQ(count_utf8("ab\x80"), 2u);
  EXPECT_EQ(count_utf8("ab\xFF"), 2u);
  EXPECT_EQ(count_utf8("ab\xF8\x88\x80\x80\x80"), 2u);
}

TEST(Utf8, StopsAtAHalfCharacter) {
  EXPECT_EQ(count_utf8("a\xC3"), 1u);
  EXPECT_EQ(count_utf8("a\xE2\x82"), 1u);
  EXPECT_EQ(count_utf8("a\xF0\x9F\x98"), 1u);
  EXPECT_EQ(count_utf8("a\xE2\x82z"), 1u);
}

TEST(Utf8, KnowsNoLongFormsNoHalfPairsAndNothingBeyondTheLast) {
  EXPECT_EQ(count_utf8("\xC0\x80"), 0u);
  EXPECT_EQ(count_utf8("\xC1\xBF"), 0u);
  EXPECT_EQ(count_utf8("\xE0\x9F\xBF"), 0u);
  EXPECT_EQ(count_utf8("\xF0\x8F\xBF\xBF"), 0u);
  EXPECT_EQ(count_utf8("\xED\xA0\x80"), 0u);
  EXPECT_EQ(count_utf8("\xF4\x90\x80\x80"), 0u);
  EXPECT_EQ(count_utf8("\xF5\x80\x80\x80"), 0u);
}

}  // namespace
}  // namespace projector
