#include "bytea_text.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace projector {
namespace {

std::string hex_of(std::string_view text) {
  const auto count = count_bytea(text);
  if (!count) return "none";
  std::string hex(2 + 2 * *count, '\0');
  write_bytea(text, hex.data());
  return hex;
}

TEST(ByteaText, ReadsTheHexForm) {
  EXPECT_EQ(hex_of("\\x00fF"), "\\x00ff");
  EXPECT_EQ(hex_of("\\x00 ff\n"), "\\x00ff");
  EXPECT_EQ(hex_of("\\x"), "\\x");
}

TEST(ByteaText, RefusesAHexFormThatIsNone) {
  EXPECT_EQ(hex_of("\\x0"), "none");
  EXPECT_EQ(hex_of("\\x0 0"), "none");
  EXPECT_EQ(hex_of("\\xzz"), "none");
}

TEST(ByteaText, ReadsTheEscapeForm) {
  EXPECT_EQ(hex_of(""), "\\x");
  EXPECT_EQ(hex_of("ab"), "\\x6162");
  EXPECT_EQ(hex_of("\\000\\377\\\\"), "\\x00ff5c");
}

TEST(ByteaText, RefusesAnEscapeThatIsNone) {
  EXPECT_EQ(hex_of("\\"), "none");
  EXPECT_EQ(hex_of("\\400"), "none");
  EXPECT_EQ(hex_of("\\08a"), "none");
  EXPECT_EQ(hex_of("\\n"), "none");
}

}  // namespace
}  // namespace projector
