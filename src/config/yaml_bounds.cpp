#include "yaml_bounds.h"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <vector>

#include <yaml-cpp/eventhandler.h>

#include "projector/base/utf8.h"

namespace projector::config {
namespace {

// yaml-cpp 0.8 adds its name, which the caret shows, and 0.7 does not.
constexpr const char* kNoAnchor = "the referenced anchor is not defined";

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

// Where the file's documents begin, at most two. yaml-cpp makes empty documents without end of a
// comma that belongs to nothing, so they are counted before any is built.
class Documents final : public YAML::EventHandler {
 public:
  explicit Documents(const std::string& text) {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    while (begins_.size() < 2 && parser.HandleNextDocument(*this)) {
    }
  }

  const std::vector<YAML::Mark>& begins() const { return begins_; }

 private:
  void note(const YAML::Mark& mark) {
    if (is_new_) begins_.push_back(mark);
    is_new_ = false;
  }
  void OnDocumentStart(const YAML::Mark& /*mark*/) override { is_new_ = true; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { note(mark); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override { note(mark); }
  void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {
    note(mark);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/,
                       YAML::anchor_t /*anchor*/, YAML::EmitterStyle::value /*style*/) override {
    note(mark);
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {
    note(mark);
  }
  void OnMapEnd() override {}

  std::vector<YAML::Mark> begins_;
  bool is_new_ = false;  // A document, of which nothing was met yet.
};

void refuse_second(const std::string& text, const YAML::Mark& begin, Diagnostics& diagnostics) {
  const auto place = static_cast<std::size_t>(begin.pos);
  if (place < text.size() && text[place] == ',') {
    diagnostics.error(Place{begin, 1}, "nothing that belongs to a list stands before this comma",
                      "leave it out");
    return;
  }
  diagnostics.error(Place{begin, 1}, "a second document begins here",
                    "leave out the line ---, or keep what follows it in a file of its own");
}

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
  if (const std::size_t sound = count_utf8(text); sound != text.size()) {
    const auto lines =
        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(sound), '\n');
    diagnostics.error(nowhere, "line " + std::to_string(lines + 1) + " is not UTF-8",
                      "save the file in that encoding");
    return none;
  }
  try {
    const std::vector<YAML::Mark> begins = Documents(text).begins();
    if (begins.empty()) return YAML::Node();
    if (begins.size() > 1) {
      refuse_second(text, begins[1], diagnostics);
      return none;
    }
    YAML::Node document = YAML::Load(text);
    if (Counter().is_within(document, 0)) return document;
    diagnostics.error(nowhere,
                      "the file is nested more than 32 deep, or its aliases unfold to more "
                      "than 20000 values");
  } catch (const YAML::Exception& error) {
    Place place{error.mark, 1};
    std::string message = error.msg;
    if (!error.mark.is_null() && is_indented_by_tabs(line_of(text, error.mark))) {
      place.mark.column = static_cast<int>(line_of(text, error.mark).find('\t'));
      message = "a tab in the indentation";
    } else if (message.starts_with(kNoAnchor)) {
      message = kNoAnchor;
    }
    diagnostics.error(place, "this is no YAML: " + message, hint_of(text, error));
  }
  return none;
}

}  // namespace projector::config
