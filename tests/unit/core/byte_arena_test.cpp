#include "projector/core/byte_arena.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace projector {
namespace {

constexpr std::size_t kMuch = std::size_t{1} << 30;

TEST(ByteArena, CopiesBytesWithZerosBehindThem) {
  ByteArena arena;
  const std::string_view copy = arena.copy("harbor", 8);

  EXPECT_EQ(copy, "harbor");
  EXPECT_EQ(std::string_view(copy.data() + copy.size(), 8),
            std::string_view("\0\0\0\0\0\0\0\0", 8));
  EXPECT_EQ(arena.bytes(), 14u);
}

TEST(ByteArena, NeverHandsOutANullViewEvenForNoBytes) {
  ByteArena arena;
  EXPECT_NE(arena.copy("").data(), nullptr);
  EXPECT_EQ(arena.bytes(), 0u);
}

TEST(ByteArena, KeepsEarlierBytesWhereTheyAreWhenItGrows) {
  ByteArena arena;
  std::vector<std::string_view> copies;
  for (int i = 0; i < 1000; ++i)
    copies.push_back(arena.copy(std::string(500, static_cast<char>('a' + i % 26))));

  EXPECT_EQ(copies.front(), std::string(500, 'a'));
  EXPECT_EQ(copies[27], std::string(500, 'b'));
  EXPECT_EQ(arena.bytes(), 500'000u);
}

TEST(ByteArena, HoldsARecordLargerThanAChunk) {
  ByteArena arena;
  const std::string_view small = arena.copy("small");
  const std::string large(1 << 20, 'x');

  EXPECT_EQ(arena.copy(large), large);
  EXPECT_EQ(small, "small");
}

TEST(ByteArena, HandsOutTheSamePlaceAgainAfterARewind) {
  ByteArena arena;
  static_cast<void>(arena.copy("kept"));
  const ByteArena::Mark mark = arena.mark();
  const std::string_view bad = arena.copy("bad");
  arena.rewind(mark);

  EXPECT_EQ(arena.bytes(), 4u);
  EXPECT_EQ(arena.copy("new").data(), bad.data());
}

TEST(ByteArena, ReturnsToAnEarlierChunkAtARewind) {
  ByteArena arena;
  const std::string_view kept = arena.copy("kept");
  const ByteArena::Mark mark = arena.mark();
  static_cast<void>(arena.copy(std::string(300'000, 'x')));
  static_cast<void>(arena.copy(std::string(60'000, 'y')));
  arena.rewind(mark);

  EXPECT_EQ(arena.copy("next").data(), kept.data() + kept.size());
  EXPECT_EQ(arena.bytes(), 8u);
}

TEST(ByteArena, TakesAMarkOfTheEmptyArena) {
  ByteArena arena;
  const ByteArena::Mark mark = arena.mark();
  static_cast<void>(arena.copy("gone"));
  arena.rewind(mark);

  EXPECT_EQ(arena.bytes(), 0u);
  EXPECT_EQ(arena.copy("anew"), "anew");
}

TEST(ByteArena, UsesItsMemoryAgainAfterAClear) {
  ByteArena arena;
  const char* const first = arena.copy("first").data();
  arena.clear(kMuch);

  EXPECT_EQ(arena.bytes(), 0u);
  EXPECT_EQ(arena.copy("second").data(), first);
}

TEST(ByteArena, ServesARoundAfterAClearFromEveryKeptChunk) {
  ByteArena arena;
  std::vector<const char*> first;
  for (int i = 0; i < 4; ++i) first.push_back(arena.allocate(60'000));
  arena.clear(kMuch);
  std::vector<const char*> second;
  for (int i = 0; i < 4; ++i) second.push_back(arena.allocate(60'000));

  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  EXPECT_EQ(first, second);
}

TEST(ByteArena, WorksAfterGivingEverythingBack) {
  ByteArena arena;
  static_cast<void>(arena.copy(std::string(300'000, 'x')));
  arena.clear(0);

  EXPECT_EQ(arena.copy("again"), "again");
}

TEST(ByteArenaDeathTest, RefusesAMarkFromBeforeAClear) {
  ByteArena arena;
  static_cast<void>(arena.copy("bytes"));
  const ByteArena::Mark mark = arena.mark();
  arena.clear(kMuch);

  EXPECT_DEATH(arena.rewind(mark), "leads nowhere");
}

}  // namespace
}  // namespace projector
