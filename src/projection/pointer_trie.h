// All pointers of a projection in one tree, so that a single walk of the document finds them all.
//
// Each distinct pointer has a slot; the walk fills a JsonValue for each. Of duplicate members the
// first counts: a node that was met in this walk is not entered again, with all that is below it.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json_pointer.h"

namespace projector {

class PointerTrie {
 public:
  static constexpr std::uint32_t kNone = 0xffff'ffff;
  static constexpr std::uint32_t kRoot = 0;

  PointerTrie();

  // The slot of the pointer, the same for the same tokens.
  std::uint32_t add(const std::vector<PointerToken>& tokens);

  std::uint32_t slot_count() const { return slot_count_; }
  std::uint32_t slot_of(std::uint32_t node) const { return nodes_[node].slot; }
  bool has_indexes(std::uint32_t node) const { return nodes_[node].has_indexes; }

  // Forgets what the last walk met.
  void begin_walk() { ++walk_; }

  // The child of `node` for this member or element, once in a walk; else kNone.
  std::uint32_t enter_member(std::uint32_t node, std::string_view name);
  std::uint32_t enter_element(std::uint32_t node, std::uint64_t index) const;

 private:
  struct Edge {
    PointerToken token;
    std::uint32_t node = kNone;
    std::uint64_t walk_met = 0;
  };
  struct Node {
    std::uint32_t slot = kNone;
    bool has_indexes = false;
    std::uint64_t lengths = 0;  // Bit n: an edge's name has n bytes (63: or more).
    std::uint32_t expected =
        0;  // Documents of a topic keep their order, so the next edge is likely.
    std::vector<Edge> edges;
  };

  static std::uint64_t length_bit(std::size_t size) {
    return std::uint64_t{1} << (size < 63 ? size : 63);
  }
  std::uint32_t enter_edge(Node& node, std::uint32_t place);

  std::vector<Node> nodes_;
  std::uint32_t slot_count_ = 0;
  std::uint64_t walk_ = 0;
};

}  // namespace projector
