#include "yaml_bounds.h"

#include <algorithm>
#include <string_view>
#include <vector>

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

// The line of the file that the reader stumbled over.
std::string_view line_of(const std::string& text, const YAML::Mark& mark) {
  std::string_view rest = text;
  for (int line = 0; line < mark.line && !rest.empty(); ++line) {
    rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
  }
  return rest.substr(0, rest.find('\n'));
}

bool is_indented_by_tabs(std::string_view line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  return line.substr(0, begin).find('\t') != std::string_view::npos;
}

// As in "id: @key" and "{id: @key".
bool has_bare_field(std::string_view line) {
  const std::size_t at = line.find('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::size_t before = line.find_last_not_of(' ', at - 1);
  return before != std::string_view::npos &&
         std::string_view(":,[{").find(line[before]) != std::string_view::npos;
}

// What people did who got such a message.
std::string hint_of(const std::string& text, const YAML::Exception& error) {
  if (error.mark.is_null()) return {};
  const auto says = [&error](const char* words) {
    return error.msg.find(words) != std::string::npos;
  };
  const std::string_view line = line_of(text, error.mark);
  if (is_indented_by_tabs(line)) return "indent with spaces";
  if (has_bare_field(line)) return "a value that begins with @ needs quotes, as in \"@key\"";
  if (says("illegal map value")) {
    return "a value with \": \" in it needs quotes, and a key a line of its own";
  }
  if (says("end of map not found") || says("end of sequence not found")) {
    return "check the indentation: what belongs together begins in one column";
  }
  return says("flow") ? "a { or [ is not closed before here" : "";
}

}  // namespace

YAML::Node load_bounded(const std::string& text, Diagnostics& diagnostics) {
  const YAML::Node none(YAML::NodeType::Undefined);
  const Place nowhere{YAML::Mark::null_mark(), 1};
  if (text.size() > kFileBytesMax) {
    diagnostics.error(nowhere, "the file is larger than 1 MiB");
    return none;
  }
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(text);
    if (documents.empty()) return YAML::Node();
    if (documents.size() > 1) {
      diagnostics.error(place_of(documents[1]), "a second document begins here",
                        "leave out the line ---, or keep what follows it in a file of its own");
    } else if (Counter().is_within(documents[0], 0)) {
      return documents[0];
    } else {
      diagnostics.error(nowhere,
                        "the file is nested more than 32 deep, or its aliases unfold to more "
                        "than 20000 values");
    }
  } catch (const YAML::Exception& error) {
    Place place{error.mark, 1};
    std::string message = error.msg;
    if (!error.mark.is_null() && is_indented_by_tabs(line_of(text, error.mark))) {
      place.mark.column = static_cast<int>(line_of(text, error.mark).find('\t'));
      message = "a tab in the indentation";
    }
    diagnostics.error(place, "this is no YAML: " + message, hint_of(text, error));
  }
  return none;
}

}  // namespace projector::config
