#include "pointer_trie.h"

#include <algorithm>

namespace projector {

PointerTrie::PointerTrie() : nodes_(1) {}

std::uint32_t PointerTrie::add(const std::vector<PointerToken>& tokens) {
  std::uint32_t place = kRoot;
  for (const PointerToken& token : tokens) {
    std::vector<Edge>& edges = nodes_[place].edges;
    const auto known = std::find_if(edges.begin(), edges.end(), [&token](const Edge& edge) {
      return edge.token.name == token.name;
    });
    if (known != edges.end()) {
      place = known->node;
      continue;
    }
    const auto child = static_cast<std::uint32_t>(nodes_.size());
    edges.push_back({token, child, 0});
    nodes_[place].lengths |= length_bit(token.name.size());
    nodes_[place].has_indexes |= token.index.has_value();
    nodes_.emplace_back();
    place = child;
  }
  if (nodes_[place].slot == kNone) nodes_[place].slot = slot_count_++;
  return nodes_[place].slot;
}

std::uint32_t PointerTrie::enter_member(std::uint32_t node, std::string_view name) {
  Node& parent = nodes_[node];
  if ((parent.lengths & length_bit(name.size())) == 0) return kNone;

  const auto count = static_cast<std::uint32_t>(parent.edges.size());
  std::uint32_t place = parent.expected < count ? parent.expected : 0;
  for (std::uint32_t tried = 0; tried < count; ++tried) {
    if (parent.edges[place].token.name == name) return enter_edge(parent, place);
    place = place + 1 < count ? place + 1 : 0;
  }
  return kNone;
}

std::uint32_t PointerTrie::enter_edge(Node& node, std::uint32_t place) {
  Edge& edge = node.edges[place];
  node.expected = place + 1;
  if (edge.walk_met == walk_) return kNone;
  edge.walk_met = walk_;
  return edge.node;
}

std::uint32_t PointerTrie::enter_element(std::uint32_t node, std::uint64_t index) const {
  for (const Edge& edge : nodes_[node].edges) {
    if (edge.token.index == index) return edge.node;
  }
  return kNone;
}

}  // namespace projector
