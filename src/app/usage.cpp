#include "usage.h"

#include <cstddef>
#include <vector>

#include "projector/base/edit_distance.h"

namespace projector::app {
namespace {

constexpr std::size_t kEditsMax = 2;

std::vector<std::string> commands_of(const CLI::App& program) {
  std::vector<std::string> names;
  for (const CLI::App* const command : program.get_subcommands({})) {
    names.push_back(command->get_name());
  }
  return names;
}

std::vector<std::string> options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* const option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// "did you mean x?", or all there are.
std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
  std::string nearest;
  std::string all;
  std::size_t least = kEditsMax + 1;
  for (const std::string& name : known) {
    all.append(all.empty() ? "" : ", ").append(name);
    const std::size_t edits = edit_distance(word, name);
    if (edits >= least) continue;
    least = edits;
    nearest = name;
  }
  return nearest.empty() ? "known are: " + all : "did you mean \"" + nearest + "\"?";
}

}  // namespace

std::optional<std::string> unknown_word(const CLI::App& program) {
  const std::vector<std::string> rest = program.remaining(true);
  if (rest.empty()) return std::nullopt;
  const std::string& word = rest.front();
  const std::vector<CLI::App*> chosen = program.get_subcommands();
  std::string text = "unknown ";
  if (chosen.empty()) {
    text.append(word.starts_with("-") ? "option \"" : "command \"").append(word).append("\"; ");
    return text + suggestion(word, commands_of(program));
  }
  const CLI::App& command = *chosen.front();
  text.append(word.starts_with("-") ? "option \"" : "argument \"").append(word);
  text.append("\" of ").append(command.get_name()).append("; ");
  return text + suggestion(word, options_of(command));
}

}  // namespace projector::app
