#include "array_text.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "projector/core/byte_arena.h"

#include "json_string.h"

namespace projector {
namespace {

class ArrayTextTest : public testing::Test {
 protected:
  // Or "element", "nul", "shape" or "depth", with its path.
  std::string write(TypeFamily family, std::string_view array, bool is_canonical = false) {
    CatalogColumn column;
    column.family = family;
    column.is_array = true;
    column.type = family == TypeFamily::kJson ? "jsonb[]" : "numeric(5,2)[]";
    const ColumnType type = column_type(column);
    const std::string_view text = text_.write(arena_.copy(array, kJsonPadding), type, is_canonical);
    if (!text.empty()) return std::string(text);
    constexpr std::string_view kFaults[] = {"none", "element", "nul", "shape", "depth"};
    const ArrayText::Failure& failure = text_.failure();
    return std::string(kFaults[static_cast<std::size_t>(failure.fault)]) + failure.path;
  }

  ByteArena arena_;
  ArrayText text_;
};

TEST_F(ArrayTextTest, QuotesEveryElementButNull) {
  EXPECT_EQ(write(TypeFamily::kText, R"([ "a,b" , null,"", "{}", "null" ])"),
            R"({"a,b",NULL,"","{}","null"})");
}

TEST_F(ArrayTextTest, EscapesQuotesAndBackslashes) {
  EXPECT_EQ(write(TypeFamily::kText, R"(["\"","\\","a\\\"b","\u0022"])"),
            R"({"\"","\\","a\\\"b","\""})");
}

TEST_F(ArrayTextTest, KnowsOneFormOfTheEmptyArray) {
  EXPECT_EQ(write(TypeFamily::kText, "[ ]"), "{}");
  EXPECT_EQ(write(TypeFamily::kText, "[[],[]]"), "{}");
  EXPECT_EQ(write(TypeFamily::kText, "[[[]]]"), "{}");
}

TEST_F(ArrayTextTest, WantsRowsOfOneLengthAndKind) {
  EXPECT_EQ(write(TypeFamily::kInteger, "[[1,2],[3,4]]"), R"({{"1","2"},{"3","4"}})");
  EXPECT_EQ(write(TypeFamily::kInteger, "[[1,2],[3]]"), "shape/1");
  EXPECT_EQ(write(TypeFamily::kInteger, "[[1],[]]"), "shape/1");
  EXPECT_EQ(write(TypeFamily::kInteger, "[[1],null]"), "shape/1");
  EXPECT_EQ(write(TypeFamily::kInteger, "[1,[2]]"), "shape/1");
  EXPECT_EQ(write(TypeFamily::kInteger, "[[[1]],[2]]"), "shape/1/0");
}

TEST_F(ArrayTextTest, HasSixDimensionsAndNoMore) {
  EXPECT_EQ(write(TypeFamily::kInteger, "[[[[[[1]]]]]]"), R"({{{{{{"1"}}}}}})");
  EXPECT_EQ(write(TypeFamily::kInteger, "[[[[[[[1]]]]]]]"), "depth/0/0/0/0/0/0");
}

TEST_F(ArrayTextTest, TakesDocumentsForJson) {
  EXPECT_EQ(write(TypeFamily::kJson, R"([{"a":[1,"]"]},[2,3],"x",null])"),
            R"({"{\"a\":[1,\"]\"]}","[2,3]","\"x\"",NULL})");
  EXPECT_EQ(write(TypeFamily::kJson, R"(["\u0000"])"), "nul/0");
  EXPECT_EQ(write(TypeFamily::kJson, R"(["\\u0000"])"), R"({"\"\\\\u0000\""})");
}

TEST_F(ArrayTextTest, WritesEqualKeysInOneWay) {
  EXPECT_EQ(write(TypeFamily::kNumeric, R"([1.005,"01",2e0])", true), R"({"1.01","1","2"})");
  EXPECT_EQ(write(TypeFamily::kDate, R"(["July 1, 2026"])", true), "element/0");
}

TEST_F(ArrayTextTest, ForgetsTheArrayBefore) {
  EXPECT_EQ(write(TypeFamily::kInteger, "[[1,2]]"), R"({{"1","2"}})");
  EXPECT_EQ(write(TypeFamily::kInteger, "[[1]]"), R"({{"1"}})");
  text_.shrink();
  EXPECT_EQ(write(TypeFamily::kInteger, "[1,\"x\"]"), "element/1");
  EXPECT_EQ(write(TypeFamily::kInteger, "[1]"), R"({"1"})");
}

}  // namespace
}  // namespace projector
