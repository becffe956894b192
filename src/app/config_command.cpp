#include "config_command.h"

#include <cstdio>

#include "projector/config/config.h"
#include "projector/config/effective.h"

#include "terminal.h"

namespace projector::app {

ExitCode print_config(const ConfigArguments& arguments) {
  const config::Config config = config::load(arguments.config_path);
  for (const std::string& warning : config.warnings) print_findings(stderr, warning);
  const bool is_json = arguments.format == ConfigFormat::kJson;
  std::fputs((is_json ? config::effective_json(config) : config::effective_yaml(config)).c_str(),
             stdout);
  return ExitCode::kDone;
}

}  // namespace projector::app
