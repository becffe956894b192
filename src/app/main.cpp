// The command line: which subcommand, and which exit code.

#include <cstdio>
#include <exception>
#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "projector/base/startup_error.h"

#include "run_command.h"
#include "version_command.h"

namespace {

using projector::ExitCode;

int parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return -1;
  } catch (const CLI::ParseError& error) {
    const bool is_help = error.get_exit_code() == 0;
    app.exit(error);
    return static_cast<int>(is_help ? ExitCode::kDone : ExitCode::kUsage);
  }
}

void add_run(CLI::App& app, projector::app::RunArguments& arguments,
             std::function<ExitCode()>& command) {
  CLI::App* const run = app.add_subcommand("run", "Run the daemon until SIGTERM or SIGINT.");
  run->add_option("--config", arguments.config_path, "The configuration file (YAML).")
      ->type_name("FILE")
      ->required();
  run->add_flag("--require-healthy", arguments.require_healthy,
                "Exit with 69 where Kafka or PostgreSQL cannot be reached at the start, instead of "
                "waiting for them.");
  run->footer("Example:\n  manifest-projector run --config config/harbor_point.yaml");
  run->callback([&] { command = [&] { return projector::app::run(arguments); }; });
}

void add_version(CLI::App& app, std::function<ExitCode()>& command) {
  CLI::App* const version =
      app.add_subcommand("version", "Print the versions of the daemon and its libraries.");
  version->callback([&] { command = [] { return projector::app::print_version(); }; });
}

int start(int argc, char** argv) {
  CLI::App app(
      "Projects Kafka topics into PostgreSQL tables, and stays calm when the database cannot keep "
      "up.");
  app.name("manifest-projector");
  app.require_subcommand(1);
  app.footer(
      "Example:\n  manifest-projector run --config config/harbor_point.yaml\n\n"
      "Exit codes: 0 done, 64 usage, 69 dependency unavailable at start, 70 internal error,\n"
      "78 configuration, 80 fenced or fatal Kafka error.");
  projector::app::RunArguments run_arguments;
  std::function<ExitCode()> command;
  add_run(app, run_arguments, command);
  add_version(app, command);

  if (const int code = parse(app, argc, argv); code >= 0) return code;
  return static_cast<int>(command());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return start(argc, argv);
  } catch (const projector::StartupError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "internal error: %s\n", error.what());
    return static_cast<int>(ExitCode::kInternal);
  }
}
