#include "sim/json_tree.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace harbor {
namespace {

using Json = nlohmann::json;

// /booking/passengers/0/no, and one more to tell an object where a plain value belongs.
constexpr std::size_t kDepthMax = 5;

// Builds the tree from a parser's callbacks.
class TreeBuilder {
 public:
  explicit TreeBuilder(std::span<const std::string_view> wanted) : wanted_(wanted) {}

  bool null() {
    if (left_out_ == 0) static_cast<void>(place());
    return true;
  }
  bool boolean(bool value) { return keep(value ? "true" : "false"); }
  bool number_integer(Json::number_integer_t value) { return keep(std::to_string(value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return keep(std::to_string(value)); }
  bool number_float(Json::number_float_t, const std::string& digits) { return keep(digits); }
  bool string(std::string& value) { return keep(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }  // Not part of JSON's text.

  bool start_object(std::size_t) { return open(JsonNode::Kind::kObject); }
  bool start_array(std::size_t) { return open(JsonNode::Kind::kArray); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(const std::string& name) {
    if (left_out_ > 0) return true;
    const std::vector<std::string_view>& names = open_.back()->names;
    const auto found = std::find(wanted_.begin(), wanted_.end(), name);
    const bool is_first = std::find(names.begin(), names.end(), name) == names.end();
    member_ = found != wanted_.end() && is_first ? *found : std::string_view();
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception&) { return false; }

  JsonNode take() { return std::move(root_); }

 private:
  // Where the value that comes now belongs; nullptr when nobody asks for it.
  JsonNode* place() {
    if (open_.empty()) return &root_;
    JsonNode& parent = *open_.back();
    if (parent.kind == JsonNode::Kind::kObject) {
      if (member_.empty()) return nullptr;
      parent.names.push_back(member_);
    }
    return &parent.children.emplace_back();
  }

  bool open(JsonNode::Kind kind) {
    JsonNode* const node = left_out_ > 0 ? nullptr : place();
    if (node != nullptr) node->kind = kind;
    if (node == nullptr || open_.size() == kDepthMax) {
      ++left_out_;
    } else {
      open_.push_back(node);
    }
    return true;
  }

  bool close() {
    if (left_out_ > 0) {
      --left_out_;
    } else {
      open_.pop_back();
    }
    return true;
  }

  bool keep(std::string text) {
    JsonNode* const node = left_out_ > 0 ? nullptr : place();
    if (node == nullptr) return true;
    node->kind = JsonNode::Kind::kPlain;
    node->text = std::move(text);
    return true;
  }

  const std::span<const std::string_view> wanted_;
  JsonNode root_;
  std::vector<JsonNode*> open_;  // From the root on. An open node's siblings are not made yet.
  std::string_view member_;      // Of the innermost object; empty when it is not wanted.
  std::size_t left_out_ = 0;     // Depth below the innermost open node.
};

}  // namespace

const JsonNode& JsonNode::at(std::string_view name) const {
  static const JsonNode missing;
  if (kind != Kind::kObject) return missing;
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? missing : children[static_cast<std::size_t>(found - names.begin())];
}

std::optional<JsonNode> read_json(std::string_view text, std::span<const std::string_view> wanted) {
  TreeBuilder builder(wanted);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take();
}

}  // namespace harbor
