// Documents changed at random, judged by two parsers: what one calls JSON, the other must.

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "projector/core/byte_arena.h"

#include "json_string.h"
#include "json_walk.h"

namespace projector {
namespace {

constexpr std::array<std::string_view, 6> kSeeds = {
    R"({"id":"HP-4Q7X2M","version":1,"at":"2026-07-06T09:00:00.125Z","list":[{"no":1},{"no":2}]})",
    R"([null,true,false,0,-1,1.5,2e5,-3.25E-2,"",[],{}])",
    R"({"t":"\u00e9\ud83d\ude00\\\"\n","u":"Käpt'n €","nested":{"a":{"b":{"c":[[[1]]]}}}})",
    R"( { "a" : 1 , "a" : [ 2 , 3 ] } )",
    R"("\u0000\u001f")",
    R"(123456789012345678901234567890.5)",
};

constexpr std::string_view kBytes =
    "{}[]\",:\\ \n\t0123456789-+.eEutrfnalsbd/x\x01\x7f\x80\xc3\xa9\xed\xa0\xff";

std::string mutated(std::string document, std::mt19937_64& random) {
  const std::uint64_t changes = 1 + random() % 4;
  for (std::uint64_t i = 0; i < changes && !document.empty(); ++i) {
    const std::size_t place = random() % document.size();
    const char byte = kBytes[random() % kBytes.size()];
    switch (random() % 4) {
      case 0:
        document[place] = byte;
        break;
      case 1:
        document.insert(place, 1, byte);
        break;
      case 2:
        document.erase(place, 1 + random() % 3);
        break;
      default:
        document.insert(place, document.substr(random() % document.size(), random() % 8));
    }
  }
  return document;
}

// The reference refuses numbers beyond a double, which are JSON all the same.
bool may_overflow(const std::string& document) {
  constexpr std::size_t kDigits = 3;
  for (std::size_t at = document.find_first_of("eE"); at != std::string::npos;
       at = document.find_first_of("eE", at + 1)) {
    std::size_t first = at + 1;
    if (first < document.size() && (document[first] == '+' || document[first] == '-')) ++first;
    const std::size_t end = document.find_first_not_of("0123456789", first);
    if (std::min(end, document.size()) - first >= kDigits) return true;
  }
  return false;
}

TEST(JsonWalkFuzz, AcceptsExactlyWhatAnotherParserAccepts) {
  constexpr std::uint64_t kSeed = 20'260'714;
  std::mt19937_64 random(kSeed);
  ByteArena arena;
  JsonWalk walk;
  PointerTrie pointers;
  static_cast<void>(pointers.add(*parse_pointer("/id")));
  static_cast<void>(pointers.add(*parse_pointer("/list/1/no")));
  static_cast<void>(pointers.add(*parse_pointer("/nested/a")));
  int accepted = 0;
  for (int round = 0; round < 50'000; ++round) {
    const std::string document = mutated(std::string(kSeeds[random() % kSeeds.size()]), random);
    if (document.empty() || may_overflow(document)) continue;

    arena.clear(1 << 20);
    const bool is_json = nlohmann::json::accept(document);
    ASSERT_EQ(walk.walk(arena.copy(document, kJsonPadding), pointers), is_json)
        << "seed " << kSeed << ", round " << round << ": " << document;
    accepted += is_json ? 1 : 0;
  }
  EXPECT_GT(accepted, 3'000) << "the changes leave too few documents whole to compare much";
}

}  // namespace
}  // namespace projector
