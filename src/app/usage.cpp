#include "usage.h"

#include <vector>

#include "projector/base/edit_distance.h"

namespace projector::app {
namespace {

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
  if (const std::string* const nearest = nearest_name(word, known)) {
    return "did you mean \"" + *nearest + "\"?";
  }
  std::string all;
  for (const std::string& name : known) all.append(all.empty() ? "" : ", ").append(name);
  return "known are: " + all;
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
