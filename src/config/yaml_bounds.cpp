#include "yaml_bounds.h"

namespace projector::config {
namespace {

// A full configuration has some hundred nodes. Each alias counts with all that it stands for.
constexpr std::size_t kNodesMax = 20'000;
constexpr int kDepthMax = 32;

class Counter {
 public:
  bool is_within(const YAML::Node& node, int depth) {
    if (++nodes_ > kNodesMax || depth > kDepthMax) return false;
    if (node.IsSequence()) {
      for (const auto& element : node) {
        if (!is_within(element, depth + 1)) return false;
      }
    } else if (node.IsMap()) {
      for (const auto& member : node) {
        if (!is_within(member.first, depth + 1) || !is_within(member.second, depth + 1)) {
          return false;
        }
      }
    }
    return true;
  }

 private:
  std::size_t nodes_ = 0;
};

}  // namespace

YAML::Node load_bounded(const std::string& text, Diagnostics& diagnostics) {
  const YAML::Node none(YAML::NodeType::Undefined);
  const Place nowhere{YAML::Mark::null_mark(), 1};
  if (text.size() > kFileBytesMax) {
    diagnostics.error(nowhere, "the file is larger than 1 MiB");
    return none;
  }
  try {
    const YAML::Node document = YAML::Load(text);
    if (Counter().is_within(document, 0)) return document;
    diagnostics.error(nowhere,
                      "the file is nested more than 32 deep, or its aliases unfold to more "
                      "than 20000 values");
  } catch (const YAML::Exception& error) {
    const bool has_tab = text.find("\n\t") != std::string::npos;
    diagnostics.error({error.mark, 1}, "this is no YAML: " + error.msg,
                      has_tab ? "indent with spaces, not tabs" : "");
  }
  return none;
}

}  // namespace projector::config
