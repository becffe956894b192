#include "json_walk.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "projector/core/byte_arena.h"

#include "json_string.h"

namespace projector {
namespace {

class JsonWalkTest : public testing::Test {
 protected:
  bool accepts(std::string_view document) {
    PointerTrie none;
    return walk_.walk(arena_.copy(document, kJsonPadding), none);
  }

  std::string error_of(std::string_view document) {
    return accepts(document) ? "none" : walk_.error();
  }

  // What stands at the pointer: "string:text", "number:1", or what kind it is.
  std::string at(std::string_view pointer, std::string_view document) {
    PointerTrie pointers;
    const std::uint32_t slot = pointers.add(*parse_pointer(pointer));
    if (!walk_.walk(arena_.copy(document, kJsonPadding), pointers)) return walk_.error();
    const JsonValue& value = walk_.value(slot);
    return std::string(describe(value.kind)) +
           (value.is_present() ? ": " + std::string(value.raw) : "");
  }

  ByteArena arena_;
  JsonWalk walk_;
};

TEST_F(JsonWalkTest, AcceptsEveryKindOfDocument) {
  EXPECT_TRUE(accepts(R"({})"));
  EXPECT_TRUE(accepts(R"([])"));
  EXPECT_TRUE(accepts(R"("text")"));
  EXPECT_TRUE(accepts(R"(-0.5e+10)"));
  EXPECT_TRUE(accepts(" \t\r\n true \n"));
  EXPECT_TRUE(accepts(R"({"a":[1,{"b":null},"\u00e9\ud83d\ude00\n"],"c":false})"));
}

TEST_F(JsonWalkTest, KeepsNumbersBeyondAnyMachineType) {
  EXPECT_EQ(at("/n", R"({"n":123456789012345678901234567890.10})"),
            "a number: 123456789012345678901234567890.10");
  EXPECT_EQ(at("/n", R"({"n":1e999999})"), "a number: 1e999999");
}

TEST_F(JsonWalkTest, RefusesWhatFollowsTheDocument) {
  EXPECT_EQ(error_of("{} x"),
            "the value is not a JSON document: something follows the document (at byte 4 of 4)");
  EXPECT_FALSE(accepts("1 2"));
  EXPECT_FALSE(accepts(std::string("{}\0", 3)));
}

TEST_F(JsonWalkTest, RefusesADocumentThatEndsTooEarly) {
  EXPECT_EQ(error_of(R"({"a":)"), "the value is not a JSON document: it ends too early");
  EXPECT_FALSE(accepts(" "));
  EXPECT_FALSE(accepts(R"({"a)"));
  EXPECT_FALSE(accepts(R"(["\u12)"));
  EXPECT_FALSE(accepts(R"("\)"));
  EXPECT_FALSE(accepts("tru"));
  EXPECT_FALSE(accepts("-"));
}

TEST_F(JsonWalkTest, ChecksWhatNobodyAskedFor) {
  EXPECT_FALSE(accepts(R"({"a":01})"));
  EXPECT_FALSE(accepts(R"({"a":1.})"));
  EXPECT_FALSE(accepts(R"({"a":.5})"));
  EXPECT_FALSE(accepts(R"({"a":1e})"));
  EXPECT_FALSE(accepts(R"({"a":+1})"));
  EXPECT_FALSE(accepts(R"({"a":nul})"));
  EXPECT_FALSE(accepts(R"({"a":True})"));
  EXPECT_FALSE(accepts(R"({"a":"\x"})"));
  EXPECT_FALSE(accepts(R"({"a":1,})"));
  EXPECT_FALSE(accepts(R"([1,])"));
  EXPECT_FALSE(accepts(R"([1 2])"));
  EXPECT_FALSE(accepts(R"({a:1})"));
  EXPECT_FALSE(accepts("{\"a\":\"line\nbreak\"}"));
}

TEST_F(JsonWalkTest, RefusesHalfASurrogatePair) {
  EXPECT_FALSE(accepts(R"("\ud83d")"));
  EXPECT_FALSE(accepts(R"("\ud83dx")"));
  EXPECT_FALSE(accepts(R"("\ud83d\u0041")"));
  EXPECT_FALSE(accepts(R"("\ude00")"));
}

TEST_F(JsonWalkTest, RefusesBytesThatAreNotUtf8) {
  EXPECT_EQ(error_of("{\"a\":\"\xff\"}"), "the value is not a JSON document: it is not UTF-8");
  EXPECT_FALSE(accepts("\"\xc0\xaf\""));
  EXPECT_FALSE(accepts("\"\xed\xa0\x80\""));
}

TEST_F(JsonWalkTest, RefusesNulBytesEverywhere) {
  EXPECT_FALSE(accepts(std::string("{\"a\":\"x\0y\"}", 11)));
  EXPECT_FALSE(accepts(std::string("{\0}", 3)));
}

TEST_F(JsonWalkTest, NestsSixtyFourDeepAndNoFurther) {
  EXPECT_TRUE(accepts(std::string(64, '[') + std::string(64, ']')));
  EXPECT_FALSE(accepts(std::string(65, '[') + std::string(65, ']')));
  EXPECT_FALSE(accepts(std::string(100'000, '[')));
}

TEST_F(JsonWalkTest, FindsValuesThroughObjectsAndArrays) {
  const std::string document = R"({"x":0,"booking":{"passengers":[{"no":1},{"no":2}],"id":"B"}})";
  EXPECT_EQ(at("/booking/passengers/1/no", document), "a number: 2");
  EXPECT_EQ(at("/booking/id", document), "a string: B");
  EXPECT_EQ(at("/booking/passengers/0", document), R"(an object: {"no":1})");
  EXPECT_EQ(at("/booking/passengers/2/no", document), "nothing");
  EXPECT_EQ(at("/booking/passengers/no", document), "nothing");
  EXPECT_EQ(at("", "[1]"), "an array: [1]");
}

TEST_F(JsonWalkTest, TakesAnIndexForAMemberOfThatName) {
  EXPECT_EQ(at("/0", R"({"0":"zero"})"), "a string: zero");
  EXPECT_EQ(at("/01", R"([1,2])"), "nothing");
}

TEST_F(JsonWalkTest, CountsTheFirstOfDuplicateMembers) {
  EXPECT_EQ(at("/a", R"({"a":1,"a":2})"), "a number: 1");
  EXPECT_EQ(at("/a", R"({"a":null,"a":2})"), "null");
  EXPECT_EQ(at("/a/y", R"({"a":{"x":1},"a":{"y":2}})"), "nothing");
  EXPECT_EQ(at("/a/y", R"({"a":1,"a":{"y":2}})"), "nothing");
}

TEST_F(JsonWalkTest, ForgetsTheDocumentBefore) {
  PointerTrie pointers;
  const std::uint32_t slot = pointers.add(*parse_pointer("/a"));
  ASSERT_TRUE(walk_.walk(arena_.copy(R"({"a":1})", kJsonPadding), pointers));
  ASSERT_TRUE(walk_.walk(arena_.copy(R"({"b":1})", kJsonPadding), pointers));
  EXPECT_EQ(walk_.value(slot).kind, JsonKind::kMissing);
  ASSERT_TRUE(walk_.walk(arena_.copy(R"({"a":2})", kJsonPadding), pointers));
  EXPECT_EQ(walk_.value(slot).raw, "2");
}

TEST_F(JsonWalkTest, KnowsAMemberByItsNameWithoutEscapes) {
  EXPECT_EQ(at("/a", R"({"\u0061":1})"), "a number: 1");
  EXPECT_EQ(at("/a\"b", R"({"a\"b":1})"), "a number: 1");
  EXPECT_EQ(at("/a", R"({"\u0061":1,"a":2})"), "a number: 1");
}

TEST_F(JsonWalkTest, TellsEscapesAndNulsOfAValueApart) {
  PointerTrie pointers;
  const std::uint32_t plain = pointers.add(*parse_pointer("/plain"));
  const std::uint32_t nul = pointers.add(*parse_pointer("/nul"));
  ASSERT_TRUE(walk_.walk(arena_.copy(R"({"nul":["\u0000"],"plain":"x"})", kJsonPadding), pointers));
  EXPECT_TRUE(walk_.value(nul).has_escaped_nul);
  EXPECT_FALSE(walk_.value(plain).has_escapes);
  EXPECT_FALSE(walk_.value(plain).has_escaped_nul);
}

TEST(JsonString, UnescapesAllForms) {
  const std::string_view inside = R"(\"\\\/\b\f\n\r\t\u0041\u00e9\u20ac\ud83d\ude00 end)";
  std::string text(inside.size(), '\0');
  text.resize(unescape(inside.data(), inside.data() + inside.size(), text.data()));
  EXPECT_EQ(text, "\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 end");
}

}  // namespace
}  // namespace projector
