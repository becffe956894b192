#include "validate_command.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <tuple>
#include <utility>

#include <unistd.h>

#include "startup_checks.h"
#include "terminal.h"
#include "validation_report.h"

namespace projector::app {
namespace {

// Beside what the file itself shows.
void add(const std::vector<StartupFinding>& findings, Validation& validation) {
  if (has_error(findings)) validation.code = code_for(findings);
  std::vector<config::Finding> found = located(findings);
  std::vector<config::Finding> all;
  all.reserve(validation.findings.size() + found.size());
  std::merge(std::move_iterator(validation.findings.begin()),
             std::move_iterator(validation.findings.end()), std::move_iterator(found.begin()),
             std::move_iterator(found.end()), std::back_inserter(all),
             [](const config::Finding& one, const config::Finding& other) {
               return std::tie(one.line, one.column) < std::tie(other.line, other.column);
             });
  validation.findings = std::move(all);
}

}  // namespace

ExitCode validate(const ValidateArguments& arguments) {
  const std::optional<Burst> burst = burst_of(arguments.sizing);
  config::Checked checked = config::check(arguments.config_path);
  StartupChecks checks;
  Validation validation;
  validation.file = arguments.config_path;
  validation.findings = std::move(checked.findings);
  validation.wants_servers = arguments.connects;
  if (!checked.config) {
    validation.code = ExitCode::kConfiguration;
  } else {
    validation.memory = config::worst_memory(*checked.config);
    validation.memory_limit = checked.config->flow.memory_limit;
    add(check_offline(*checked.config), validation);
    if (burst) {
      validation.sizing = sizing_text(*burst, *checked.config);
      validation.sizing_json = sizing_json(*burst, *checked.config);
    }
  }
  if (checked.config && arguments.connects && validation.code == ExitCode::kDone) {
    validation.asked_servers = true;
    checks = check_servers(*checked.config);
    add(checks.findings, validation);
  }
  if (arguments.format == ReportFormat::kJson) {
    std::printf("%s\n", report_json(validation).c_str());
  } else {
    print_findings(stdout, report_text(validation));
  }
  std::fflush(stdout);
  // librdkafka's threads would take a second to notice that they are to end.
  if (checks.kafka_client != nullptr) _exit(static_cast<int>(validation.code));
  return validation.code;
}

}  // namespace projector::app
