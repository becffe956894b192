#include "json_pointer.h"

#include <string>

#include <gtest/gtest.h>

namespace projector {
namespace {

// The names of the tokens, each in brackets.
std::string tokens(std::string_view pointer) {
  const auto parsed = parse_pointer(pointer);
  if (!parsed) return "none";
  std::string text;
  for (const PointerToken& token : *parsed) text += "[" + token.name + "]";
  return text;
}

TEST(JsonPointer, NamesTheWholeDocumentWhenEmpty) { EXPECT_EQ(tokens(""), ""); }

TEST(JsonPointer, SplitsAtSlashes) {
  EXPECT_EQ(tokens("/booking/passengers/0"), "[booking][passengers][0]");
}

TEST(JsonPointer, KeepsEmptyNames) {
  EXPECT_EQ(tokens("/"), "[]");
  EXPECT_EQ(tokens("/a/"), "[a][]");
}

TEST(JsonPointer, UnescapesTildeAndSlash) { EXPECT_EQ(tokens("/a~1b/m~0n/~01"), "[a/b][m~n][~1]"); }

TEST(JsonPointer, RefusesATextWithoutLeadingSlash) { EXPECT_EQ(tokens("booking/id"), "none"); }

TEST(JsonPointer, RefusesALoneTilde) {
  EXPECT_EQ(tokens("/a~"), "none");
  EXPECT_EQ(tokens("/a~2"), "none");
}

TEST(JsonPointer, KnowsPlacesInArrays) {
  EXPECT_EQ((*parse_pointer("/10"))[0].index, 10u);
  EXPECT_EQ((*parse_pointer("/0"))[0].index, 0u);
  EXPECT_FALSE((*parse_pointer("/01"))[0].index.has_value());
  EXPECT_FALSE((*parse_pointer("/-"))[0].index.has_value());
  EXPECT_FALSE((*parse_pointer("/99999999999999999999"))[0].index.has_value());
}

}  // namespace
}  // namespace projector
