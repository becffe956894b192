#include "completion_command.h"

#include <cstdio>
#include <string>

namespace projector::app {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

std::string options_of(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* const option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return joined(names);
}

}  // namespace

ExitCode print_completion(const CLI::App& program) {
  std::vector<std::string> names;
  std::string cases;
  for (const CLI::App* const command : program.get_subcommands({})) {
    names.push_back(command->get_name());
    cases.append("    ").append(command->get_name()).append(") words=\"");
    cases.append(options_of(*command)).append("\" ;;\n");
  }
  std::printf(
      "# source <(manifest-projector completion bash)\n"
      "_manifest_projector() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} words\n"
      "  if [[ $before == --config ]]; then\n"
      "    compopt -o filenames; COMPREPLY=($(compgen -f -- \"$word\")); return\n"
      "  fi\n"
      "  if ((COMP_CWORD == 1)); then words=\"%s\"\n"
      "  else case ${COMP_WORDS[1]} in\n%s  esac; fi\n"
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
      "}\n"
      "complete -F _manifest_projector manifest-projector\n",
      joined(names).c_str(), cases.c_str());
  return ExitCode::kDone;
}

}  // namespace projector::app
