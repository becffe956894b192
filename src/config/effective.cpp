#include "projector/config/effective.h"

#include "effective_tree.h"
#include "yaml_text.h"

namespace projector::config {
namespace {

// What a variable had in it is no variable when it is read again.
void escape_variables(Tree& tree) {
  if (tree.is_structured()) {
    for (Tree& part : tree) escape_variables(part);
  } else if (tree.is_string()) {
    auto& text = tree.get_ref<std::string&>();
    for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at + 3)) {
      text.insert(at, 1, '$');
    }
  }
}

Tree shown_tree(const Config& config) {
  Tree tree = effective_tree(config, Secrets::kHidden);
  escape_variables(tree);
  return tree;
}

}  // namespace

std::string effective_yaml(const Config& config) { return yaml_text(shown_tree(config)); }

std::string effective_json(const Config& config) {
  return shown_tree(config).dump(2, ' ', false, Tree::error_handler_t::replace) + "\n";
}

}  // namespace projector::config
