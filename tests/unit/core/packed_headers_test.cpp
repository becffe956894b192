#include "projector/core/packed_headers.h"

#include <string>

#include <gtest/gtest.h>

#include "support/text_headers.h"

namespace projector {
namespace {

std::string text(const RecordHeaders& headers) {
  std::string words;
  for (std::size_t index = 0; index < headers.count(); ++index) {
    const auto [name, value] = headers.at(index);
    words.append(name).append("=");
    words.append(value.data() == nullptr ? "null" : value).append(" ");
  }
  return words;
}

TEST(PackedHeaders, KeepsOrderRepeatedNamesAndNulls) {
  ByteArena arena;
  const TextHeaders headers({{"version", "4"}, {"trace", {}}, {"version", "5"}, {"", ""}});
  const PackedHeaders packed(pack_headers(headers, arena));
  EXPECT_EQ(text(packed), "version=4 trace=null version=5 = ");
}

TEST(PackedHeaders, FindsTheLastOfAName) {
  ByteArena arena;
  const TextHeaders headers({{"version", "4"}, {"version", "5"}, {"trace", "x"}, {"trace", {}}});
  const PackedHeaders packed(pack_headers(headers, arena));
  EXPECT_EQ(packed.find("version"), "5");
  EXPECT_EQ(packed.find("trace"), std::nullopt);
  EXPECT_EQ(packed.find("versio"), std::nullopt);
}

TEST(PackedHeaders, CanBeAskedInAnyOrder) {
  ByteArena arena;
  const TextHeaders headers({{"a", "1"}, {"bb", "22"}, {"ccc", "333"}});
  const PackedHeaders packed(pack_headers(headers, arena));
  EXPECT_EQ(packed.at(2).value, "333");
  EXPECT_EQ(packed.at(0).value, "1");
  EXPECT_EQ(packed.at(1).value, "22");
}

TEST(PackedHeaders, AreEmptyWhereThereAreNone) {
  ByteArena arena;
  EXPECT_EQ(pack_headers(TextHeaders({}), arena), "");
  EXPECT_EQ(PackedHeaders({}).count(), 0u);
  EXPECT_EQ(arena.bytes(), 0u);
}

TEST(PackedHeaders, TakeAsManyBytesAsTheySay) {
  ByteArena arena;
  const TextHeaders headers({{"version", "4"}, {"trace", {}}});
  const std::size_t bytes = packed_bytes(headers);
  EXPECT_EQ(pack_headers(headers, arena).size(), bytes);
  EXPECT_EQ(arena.bytes(), bytes);
}

TEST(PackedHeadersDeathTest, HaveNothingBeyondTheirEnd) {
  EXPECT_DEATH(static_cast<void>(PackedHeaders({}).at(0)), "no such header");
}

}  // namespace
}  // namespace projector
