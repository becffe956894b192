#include "sim/json_tree.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace harbor {
namespace {

constexpr std::array<std::string_view, 3> kWanted = {"a", "b", "list"};

JsonNode read(std::string_view text) { return read_json(text, kWanted).value_or(JsonNode()); }

TEST(JsonTree, KeepsWhatIsWanted) {
  const JsonNode tree = read(R"({"a":{"b":"x"},"list":[1,{"b":2.50}],"c":{"a":"no"}})");
  EXPECT_EQ(tree.at("a").at("b").text, "x");
  ASSERT_EQ(tree.at("list").children.size(), 2u);
  EXPECT_EQ(tree.at("list").children[0].text, "1");
  EXPECT_EQ(tree.at("list").children[1].at("b").text, "2.50");
  EXPECT_EQ(tree.at("c").kind, JsonNode::Kind::kNull);
}

TEST(JsonTree, CountsTheFirstOfDuplicateObjects) {
  const JsonNode tree = read(R"({"a":{"b":"first"},"a":{"b":"second","list":[]}})");
  EXPECT_EQ(tree.at("a").at("b").text, "first");
  EXPECT_EQ(tree.at("a").at("list").kind, JsonNode::Kind::kNull);
}

TEST(JsonTree, CountsTheFirstThoughItIsNull) {
  EXPECT_EQ(read(R"({"a":null,"a":1})").at("a").kind, JsonNode::Kind::kNull);
}

TEST(JsonTree, KeepsNullElements) {
  const JsonNode tree = read(R"({"list":[null,{},null]})");
  ASSERT_EQ(tree.at("list").children.size(), 3u);
  EXPECT_EQ(tree.at("list").children[1].kind, JsonNode::Kind::kObject);
}

TEST(JsonTree, FindsNothingInWhatIsNoObject) {
  EXPECT_EQ(read("[1]").at("a").kind, JsonNode::Kind::kNull);
  EXPECT_EQ(read(R"({"a":1})").at("a").at("b").kind, JsonNode::Kind::kNull);
}

TEST(JsonTree, TellsAnObjectFromAPlainValue) {
  EXPECT_EQ(read(R"({"a":{"c":1}})").at("a").kind, JsonNode::Kind::kObject);
  EXPECT_EQ(read(R"({"a":"{}"})").at("a").kind, JsonNode::Kind::kPlain);
}

TEST(JsonTree, RefusesAnErrorInWhatIsNotWanted) {
  EXPECT_FALSE(read_json(R"({"a":1,"c":[1,}]})", kWanted).has_value());
  EXPECT_FALSE(read_json("{\"a\":1,\"c\":\"\xff\"}", kWanted).has_value());
  EXPECT_FALSE(read_json(R"({"a":1} {})", kWanted).has_value());
}

TEST(JsonTree, ReadsAnyDepthWithoutKeepingIt) {
  std::string deep;
  for (int depth = 0; depth < 100'000; ++depth) deep += R"({"a":)";
  deep += "1";
  deep.append(100'000, '}');
  EXPECT_EQ(read(deep).at("a").at("a").kind, JsonNode::Kind::kObject);
}

}  // namespace
}  // namespace harbor
