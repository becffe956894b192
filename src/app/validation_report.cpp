#include "validation_report.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "projector/base/quantity.h"

namespace projector::app {
namespace {

std::size_t count_of(const Validation& validation, FindingSeverity severity) {
  return static_cast<std::size_t>(std::count_if(
      validation.findings.begin(), validation.findings.end(),
      [severity](const config::Finding& finding) { return finding.severity == severity; }));
}

std::string counted(std::size_t count, const char* what) {
  std::string text = std::to_string(count);
  return text.append(" ").append(what).append(count == 1 ? "" : "s");
}

std::string padded(std::string text, std::size_t width, bool to_the_right) {
  const std::size_t missing = width - std::min(width, text.size());
  return to_the_right ? std::string(missing, ' ') + text : text.append(missing, ' ');
}

void append_memory(const Validation& validation, std::string& text) {
  constexpr std::size_t kBytesWidth = 10;
  constexpr std::size_t kNameWidth = 11;
  if (validation.memory.empty()) return;
  text.append("memory at worst: ").append(format_bytes(total_bytes(validation.memory)));
  text.append(", within flow.memory_limit (").append(format_bytes(validation.memory_limit));
  text.append(")\n");
  for (const config::MemoryPart& part : validation.memory) {
    text.append(padded(format_bytes(part.bytes), kBytesWidth, true)).append("  ");
    text.append(padded(std::string(part.name), kNameWidth, false)).append(part.how).append("\n");
  }
}

void append_summary(const Validation& validation, std::string& text) {
  const std::size_t errors = count_of(validation, FindingSeverity::kError);
  const std::size_t warnings = count_of(validation, FindingSeverity::kWarning);
  text.append(counted(errors, "error")).append(", ").append(counted(warnings, "warning"));
  if (validation.wants_servers && !validation.asked_servers) {
    text.append("; the servers were not asked, because the file has errors");
  } else if (!validation.wants_servers && errors == 0) {
    text.append("; --connect also asks the servers");
  }
  text.append(".");
}

nlohmann::ordered_json json_of(const config::Finding& finding) {
  return {{"severity", name_of(finding.severity)},
          {"line", finding.line},
          {"column", finding.column},
          {"message", finding.message},
          {"remedy", finding.remedy}};
}

nlohmann::ordered_json memory_json(const Validation& validation) {
  if (validation.memory.empty()) return nullptr;
  auto parts = nlohmann::ordered_json::array();
  for (const config::MemoryPart& part : validation.memory) {
    parts.push_back({{"name", part.name}, {"bytes", part.bytes}, {"how", part.how}});
  }
  return {{"worst_bytes", total_bytes(validation.memory)},
          {"limit_bytes", validation.memory_limit},
          {"parts", std::move(parts)}};
}

}  // namespace

std::string report_text(const Validation& validation) {
  std::string text;
  for (const config::Finding& finding : validation.findings) {
    text.append(finding.text).append("\n");
  }
  append_memory(validation, text);
  text.append(validation.sizing);
  append_summary(validation, text);
  return text;
}

std::string report_json(const Validation& validation) {
  auto findings = nlohmann::ordered_json::array();
  for (const config::Finding& finding : validation.findings) findings.push_back(json_of(finding));
  nlohmann::ordered_json report = {{"file", validation.file},
                                   {"valid", validation.code == ExitCode::kDone},
                                   {"exit_code", static_cast<int>(validation.code)},
                                   {"connected", validation.asked_servers},
                                   {"errors", count_of(validation, FindingSeverity::kError)},
                                   {"warnings", count_of(validation, FindingSeverity::kWarning)},
                                   {"findings", std::move(findings)},
                                   {"memory", memory_json(validation)}};
  if (!validation.sizing_json.is_null()) report["sizing"] = validation.sizing_json;
  // A name in the file may hold bytes that are no UTF-8.
  return report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace projector::app
