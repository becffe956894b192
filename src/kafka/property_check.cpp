#include "projector/kafka/property_check.h"

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "projector/base/edit_distance.h"

#include "handles.h"

namespace projector::kafka {
namespace {

// The table of librdkafka's documentation: "name | C/P | range | ...", a property a line. There is
// no other list of those that have no default.
std::string documentation() {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* const stream = ::open_memstream(&text, &size);
  if (stream == nullptr) return {};
  rd_kafka_conf_properties_show(stream);
  std::fclose(stream);
  std::string lines(text, size);
  std::free(text);  // As open_memstream wants it.
  return lines;
}

std::vector<std::string> property_names() {
  std::vector<std::string> names;
  std::istringstream lines(documentation());
  for (std::string line; std::getline(lines, line);) {
    if (line.find('|') == std::string::npos) continue;
    names.push_back(line.substr(0, line.find_first_of(" |")));
  }
  return names;
}

// librdkafka quotes the value here and there.
std::string without_value(std::string message, const std::string& value) {
  std::string quoted = "\"";
  quoted.append(value).append("\"");
  for (const std::string& shown : {quoted, value}) {
    const std::size_t found = message.find("value " + shown + " ");
    if (!shown.empty() && found != std::string::npos) message.erase(found + 6, shown.size() + 1);
  }
  return message;
}

StartupFinding unknown(const std::string& name) {
  StartupFinding finding;
  finding.option = "kafka.properties." + name;
  finding.message = "librdkafka has no property \"" + name + "\"";
  const std::vector<std::string> names = property_names();
  const std::string* const nearest = nearest_name(name, names);
  finding.remedy = nearest == nullptr ? "librdkafka's CONFIGURATION.md lists those that it has"
                                      : "did you mean \"" + *nearest + "\"?";
  return finding;
}

StartupFinding refused(const std::string& name, const std::string& reason) {
  StartupFinding finding;
  finding.option = "kafka.properties." + name;
  finding.message = "librdkafka refuses kafka.properties." + name + ": " + reason;
  finding.remedy = "librdkafka's CONFIGURATION.md says what it takes";
  return finding;
}

}  // namespace

std::vector<StartupFinding> check_properties(const Options& options) {
  const Handle<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  std::vector<StartupFinding> findings;
  for (const auto& [name, value] : options.properties) {
    std::array<char, 512> reason{};
    switch (
        rd_kafka_conf_set(conf.get(), name.c_str(), value.c_str(), reason.data(), reason.size())) {
      case RD_KAFKA_CONF_OK:
        break;
      case RD_KAFKA_CONF_UNKNOWN:
        findings.push_back(unknown(name));
        break;
      case RD_KAFKA_CONF_INVALID:
        findings.push_back(refused(name, without_value(reason.data(), value)));
        break;
    }
  }
  return findings;
}

}  // namespace projector::kafka
