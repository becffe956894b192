// The command line: which subcommand, and which exit code.

#include <cstdio>
#include <exception>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "projector/base/startup_error.h"

#include "completion_command.h"
#include "config_command.h"
#include "explain_command.h"
#include "run_command.h"
#include "schema_command.h"
#include "terminal.h"
#include "uncaught.h"
#include "usage.h"
#include "validate_command.h"
#include "version_command.h"

namespace {

using projector::ExitCode;

int parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return -1;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      app.exit(error);
      return static_cast<int>(ExitCode::kDone);
    }
    if (const auto unknown = projector::app::unknown_word(app)) {
      std::fprintf(stderr, "%s\nRun with --help for more information.\n", unknown->c_str());
    } else {
      app.exit(error);
    }
    return static_cast<int>(ExitCode::kUsage);
  }
}

using Command = std::function<ExitCode()>;

void add_config_option(CLI::App& command, std::string& path) {
  command.add_option("--config", path, "The configuration file (YAML).")
      ->type_name("FILE")
      ->required();
}

// The words of `--format`; the first is taken where it is not given.
template <typename Format>
void add_format_option(CLI::App& command, Format& format,
                       const std::vector<std::pair<std::string, Format>>& words) {
  format = words.front().second;
  std::string help = "How to print it: ";
  for (const auto& [word, value] : words) {
    help.append(value == format ? "" : " or ").append(word);
  }
  command.add_option("--format", format, help + ".")
      ->type_name("FORMAT")
      ->transform(CLI::Transformer(words))
      ->option_text("FORMAT");
}

void add_run(CLI::App& app, projector::app::RunArguments& arguments, Command& command) {
  CLI::App* const run = app.add_subcommand("run", "Run the daemon until SIGTERM or SIGINT.");
  add_config_option(*run, arguments.config_path);
  run->add_flag("--require-healthy", arguments.require_healthy,
                "Exit with 69 where Kafka or PostgreSQL cannot be reached at the start, instead of "
                "waiting for them.");
  run->footer("Example:\n  manifest-projector run --config config/harbor_point.yaml");
  run->callback([&] { command = [&] { return projector::app::run(arguments); }; });
}

void add_sizing_options(CLI::App& validate, projector::app::SizingArguments& sizing) {
  const auto add = [&validate](const char* name, std::string& value, const char* type,
                               const char* help) {
    return validate.add_option(name, value, help)->type_name(type);
  };
  CLI::Option* const arrivals = add("--arrivals", sizing.arrivals, "RATE",
                                    "Reckon what a burst does: so much arrives, as in 3000/s.");
  CLI::Option* const sink =
      add("--sink", sizing.sink, "RATE", "So much PostgreSQL takes, as in 600/s.");
  CLI::Option* const duration =
      add("--for", sizing.duration, "TIME", "So long it goes on, as in 5m.");
  CLI::Option* const afterwards = add("--afterwards", sizing.afterwards, "RATE",
                                      "So much goes on to arrive after it; else 0/s.");
  arrivals->needs(sink)->needs(duration);
  for (CLI::Option* const option : {sink, duration, afterwards}) option->needs(arrivals);
}

void add_validate(CLI::App& app, projector::app::ValidateArguments& arguments, Command& command) {
  using projector::app::ReportFormat;
  CLI::App* const validate = app.add_subcommand(
      "validate", "Say all that is wrong with a configuration, and what it takes at worst.");
  add_config_option(*validate, arguments.config_path);
  validate->add_flag("--connect", arguments.connects,
                     "Ask Kafka and PostgreSQL too: topics, retention, tables, columns, indexes, "
                     "privileges. Nothing is changed there.");
  add_format_option<ReportFormat>(*validate, arguments.format,
                                  {{"text", ReportFormat::kText}, {"json", ReportFormat::kJson}});
  add_sizing_options(*validate, arguments.sizing);
  validate->footer(
      "Examples:\n"
      "  manifest-projector validate --config projector.yaml\n"
      "  manifest-projector validate --config projector.yaml --connect\n"
      "  manifest-projector validate --config projector.yaml --format json | jq .findings\n"
      "  manifest-projector validate --config projector.yaml --arrivals 3000/s --sink 600/s "
      "--for 5m\n\n"
      "Exit codes: 0 no errors (warnings are allowed), 78 errors, 69 servers out of reach.");
  validate->callback([&] { command = [&] { return projector::app::validate(arguments); }; });
}

void add_config(CLI::App& app, projector::app::ConfigArguments& arguments, Command& command) {
  using projector::app::ConfigFormat;
  CLI::App* const config = app.add_subcommand(
      "config", "Print the configuration as it takes effect: defaults included, passwords hidden.");
  add_config_option(*config, arguments.config_path);
  add_format_option<ConfigFormat>(*config, arguments.format,
                                  {{"yaml", ConfigFormat::kYaml}, {"json", ConfigFormat::kJson}});
  config->footer(
      "Examples:\n"
      "  manifest-projector config --config projector.yaml\n"
      "  manifest-projector config --config projector.yaml --format json | jq .flow");
  config->callback([&] { command = [&] { return projector::app::print_config(arguments); }; });
}

void add_schema(CLI::App& app, projector::app::SchemaFormat& format, Command& command) {
  using projector::app::SchemaFormat;
  CLI::App* const schema = app.add_subcommand(
      "schema", "Print what the configuration may hold: JSON Schema (draft 7), for editors.");
  add_format_option<SchemaFormat>(
      *schema, format, {{"json", SchemaFormat::kJson}, {"markdown", SchemaFormat::kMarkdown}});
  schema->footer(
      "Examples:\n"
      "  manifest-projector schema > projector.json\n"
      "  manifest-projector schema --format markdown > docs/CONFIGURATION.md\n\n"
      "An editor takes it by this first line of the configuration:\n"
      "  # yaml-language-server: $schema=projector.json");
  schema->callback([&] { command = [&] { return projector::app::print_schema(format); }; });
}

void add_explain(CLI::App& app, projector::app::ExplainArguments& arguments, Command& command) {
  using projector::app::ExplainFormat;
  CLI::App* const explain = app.add_subcommand(
      "explain", "Ask a running daemon why it is as fast or slow as it is, and what would help.");
  explain->add_option("TOPIC", arguments.topic, "The topic; without it, all of them.")
      ->option_text(" ");
  explain
      ->add_option("--url", arguments.url, "The daemon, as http.admin of its configuration says.")
      ->type_name("URL")
      ->capture_default_str();
  add_format_option<ExplainFormat>(
      *explain, arguments.format, {{"text", ExplainFormat::kText}, {"json", ExplainFormat::kJson}});
  explain->footer(
      "Examples:\n"
      "  manifest-projector explain\n"
      "  manifest-projector explain booking-events --url http://10.0.0.7:9464\n"
      "  manifest-projector explain --format json | jq '.topics[].cause'\n\n"
      "Exit codes: 0 it answered, 64 no such topic or URL, 69 it cannot be reached.");
  explain->callback([&] { command = [&] { return projector::app::explain(arguments); }; });
}

void add_version(CLI::App& app, projector::app::VersionFormat& format, Command& command) {
  using projector::app::VersionFormat;
  CLI::App* const version =
      app.add_subcommand("version", "Print the versions of the daemon and its libraries.");
  add_format_option<VersionFormat>(
      *version, format, {{"text", VersionFormat::kText}, {"json", VersionFormat::kJson}});
  version->footer(
      "Examples:\n"
      "  manifest-projector version\n"
      "  manifest-projector version --format json");
  version->callback([&] { command = [&] { return projector::app::print_version(format); }; });
}

void add_completion(CLI::App& app, std::string& shell, Command& command) {
  CLI::App* const completion =
      app.add_subcommand("completion", "Print the completions of this program for a shell.");
  completion->add_option("SHELL", shell, "The shell: bash.")
      ->option_text(" ")
      ->check(CLI::IsMember({"bash"}))
      ->required();
  completion->footer("Example:\n  source <(manifest-projector completion bash)");
  completion->callback([&] { command = [&] { return projector::app::print_completion(app); }; });
}

// What the commands are given. It outlives them.
struct Arguments {
  projector::app::RunArguments run;
  projector::app::ValidateArguments validate;
  projector::app::ConfigArguments config;
  projector::app::SchemaFormat schema{};
  projector::app::ExplainArguments explain;
  projector::app::VersionFormat version{};
  std::string shell;
};

int start(int argc, char** argv) {
  CLI::App app(
      "Projects Kafka topics into PostgreSQL tables, and stays calm when the database cannot keep "
      "up.");
  app.name("manifest-projector");
  app.require_subcommand(1);
  app.footer(
      "Examples:\n"
      "  manifest-projector validate --config config/harbor_point.yaml --connect\n"
      "  manifest-projector run --config config/harbor_point.yaml\n"
      "  manifest-projector COMMAND --help\n\n"
      "Exit codes: 0 done, 64 usage, 69 dependency unavailable at start, 70 internal error,\n"
      "78 configuration, 80 fenced or fatal Kafka error.");
  Arguments arguments;
  Command command;
  add_run(app, arguments.run, command);
  add_validate(app, arguments.validate, command);
  add_config(app, arguments.config, command);
  add_schema(app, arguments.schema, command);
  add_explain(app, arguments.explain, command);
  add_version(app, arguments.version, command);
  add_completion(app, arguments.shell, command);

  if (const int code = parse(app, argc, argv); code >= 0) return code;
  return static_cast<int>(command());
}

}  // namespace

int main(int argc, char** argv) {
  projector::app::end_uncaught_with_70();
  try {
    return start(argc, argv);
  } catch (const projector::StartupError& error) {
    projector::app::print_findings(stderr, error.what());
    return static_cast<int>(error.code());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "internal error: %s\n", error.what());
    return static_cast<int>(ExitCode::kInternal);
  }
}
