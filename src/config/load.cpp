#include <algorithm>
#include <array>
#include <cstdio>

#include "projector/base/startup_error.h"
#include "projector/config/config.h"
#include "projector/config/finding.h"

#include "cross_checks.h"
#include "description.h"
#include "diagnostics.h"
#include "file_contents.h"
#include "kafka_properties.h"
#include "option.h"
#include "option_value.h"
#include "projection_reader.h"
#include "reading.h"
#include "yaml_bounds.h"

namespace projector::config {
namespace {

constexpr std::uint64_t kNameBytesMax = 249;  // Of a projection, as of a topic.

template <typename Target>
std::vector<std::string_view> keys_of(const std::vector<Option<Target>>& options,
                                      std::string_view prefix) {
  std::vector<std::string_view> keys;
  for (const Option<Target>& option : options) {
    if (option.path.starts_with(prefix)) keys.push_back(option.path.substr(prefix.size()));
  }
  return keys;
}

std::vector<std::string_view> section_names() {
  std::vector<std::string_view> names;
  names.reserve(sections().size());
  for (const Section& section : sections()) names.push_back(section.name);
  return names;
}

AdmissionClassOptions read_admission_class(Reading& reading, const Entry& named) {
  AdmissionClassOptions options;
  for (const Entry& part : reading.entries(named.value, named.path)) {
    if (read_known_option(reading, part, part.key, admission_class_options(), options)) continue;
    reading.unknown_key(part, named.path, keys_of(admission_class_options(), ""));
  }
  return options;
}

void read_admission_classes(Reading& reading, const Entry& entry, AdmissionOptions& admission) {
  for (const Entry& named : reading.entries(entry.value, entry.path)) {
    reading.note(named.path, place_of(named.key_node));
    admission.classes.emplace(named.key, read_admission_class(reading, named));
  }
}

void read_section(Reading& reading, const Entry& section, Config& config) {
  for (const Entry& entry : reading.entries(section.value, section.path)) {
    if (read_known_option(reading, entry, entry.path, config_options(), config)) continue;
    if (entry.path == "kafka.properties") {
      read_kafka_properties(reading, entry, config.kafka);
    } else if (entry.path == "admission.classes") {
      reading.note(entry.path, place_of(entry.key_node));
      read_admission_classes(reading, entry, config.admission);
    } else {
      auto known = keys_of(config_options(), section.key + ".");
      if (section.key == "kafka") known.emplace_back("properties");
      if (section.key == "admission") known.emplace_back("classes");
      reading.unknown_key(entry, section.path, known);
    }
  }
}

// A name, or a list of names.
void read_topic_projections(Reading& reading, const Entry& entry, TopicOptions& topic) {
  if (!entry.value.IsSequence()) {
    reading.note(entry.path + "[0]", place_of(entry.value));
    std::string name;
    read_value(reading, entry, {1, kNameBytesMax}, name);
    if (!name.empty()) topic.projections.push_back(std::move(name));
    return;
  }
  read_known_option(reading, entry, entry.key, topic_options(), topic);
}

TopicOptions read_topic(Reading& reading, const YAML::Node& node, const std::string& path) {
  TopicOptions topic;
  topic.place = reading.diagnostics().written(place_of(node));
  reading.note(path, place_of(node));
  if (node.IsScalar()) {
    reading.diagnostics().error(place_of(node),
                                path + ": expected a topic with its projection, got one word",
                                "write {name: " + node.Scalar() + ", projection: NAME}");
    return topic;
  }
  const std::vector<Entry> entries = reading.entries(node, path);
  for (const Entry& entry : entries) {
    if (entry.key == "projection") {
      read_topic_projections(reading, entry, topic);
    } else if (!read_known_option(reading, entry, entry.key, topic_options(), topic)) {
      reading.unknown_key(entry, path, keys_of(topic_options(), ""));
    }
  }
  for (const auto& option : topic_options()) {
    const bool is_set = std::any_of(entries.begin(), entries.end(), [&option](const Entry& entry) {
      return entry.key == option.path;
    });
    if (option.is_required && !is_set) {
      reading.diagnostics().error(place_of(node),
                                  path + " has no `" + std::string(option.path) + "`");
    }
  }
  return topic;
}

void read_topics(Reading& reading, const Entry& entry, Config& config) {
  reading.note(entry.path, place_of(entry.key_node));
  if (entry.value.IsNull()) return;  // As if it were not there.
  if (!entry.value.IsSequence()) {
    reading.diagnostics().error(place_of(entry.value), "topics: expected a list",
                                "begin each topic with \"- name:\"");
    return;
  }
  for (std::size_t i = 0; i < entry.value.size(); ++i) {
    config.topics.push_back(
        read_topic(reading, entry.value[i], "topics[" + std::to_string(i) + "]"));
  }
}

void read_projections(Reading& reading, const Entry& entry, Config& config) {
  for (const Entry& named : reading.entries(entry.value, entry.path)) {
    config.projections.emplace(named.key, read_projection(reading, named));
  }
}

void read_top_level(Reading& reading, const Entry& entry, Config& config) {
  if (entry.key == "topics") {
    read_topics(reading, entry, config);
  } else if (entry.key == "projections") {
    read_projections(reading, entry, config);
  } else if (const auto known = section_names();
             std::find(known.begin(), known.end(), entry.key) != known.end()) {
    read_section(reading, entry, config);
  } else {
    reading.unknown_key(entry, "", known);
  }
}

void read_file(Reading& reading, const YAML::Node& document, Config& config) {
  for (const Entry& entry : reading.entries(document, "")) read_top_level(reading, entry, config);

  // What is no map, or has topics that are no list, has an error of its own.
  const bool is_empty = !document.IsDefined() || document.IsNull();
  if (!document.IsMap() && !is_empty) return;
  const YAML::Node topics = is_empty ? document : document["topics"];
  const bool has_topics = !is_empty && topics && !topics.IsNull();
  if (has_topics && (!topics.IsSequence() || topics.size() != 0)) return;
  reading.diagnostics().error(reading.place_of_first({"topics"}),
                              "no topic is named: there is nothing to do",
                              "add `topics` with a name and a projection");
}

bool has_offset_versions(const ProjectionOptions& projection) {
  const auto is_offset = [](const ValueSource& version) { return version.from == "@offset"; };
  const auto has_its_own = [&is_offset](const EntryOptions& entry) {
    return entry.version && is_offset(*entry.version);
  };
  return is_offset(projection.version) ||
         std::any_of(projection.entries.begin(), projection.entries.end(), has_its_own) ||
         (projection.tombstone && has_its_own(*projection.tombstone));
}

void note_offset_versions(Config& config) {
  for (TopicOptions& topic : config.topics) {
    for (const std::string& name : topic.projections) {
      const auto projection = config.projections.find(name);
      if (projection == config.projections.end()) continue;
      if (has_offset_versions(projection->second)) topic.has_offset_versions = true;
    }
  }
}

// FNV-1a: stable between versions and machines; it tells files apart and guards nothing.
std::string hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  std::array<char, 17> digits{};
  std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash));
  return digits.data();
}

// Requires: the text is that of `diagnostics`.
Config read(const std::string& text, Diagnostics& diagnostics) {
  Config config;
  Reading reading(diagnostics);
  const YAML::Node document = load_bounded(text, diagnostics);
  if (diagnostics.has_errors()) return config;
  read_file(reading, document, config);
  check_flow(config, reading);
  check_deadlines(config, reading);
  check_memory(config, reading);
  check_addresses(config, reading);
  check_kafka_deadlines(config, reading);
  check_postgres(config, reading);
  check_admission(config, reading);
  check_topics(config, reading);
  note_offset_versions(config);
  config.warnings = diagnostics.warnings();
  config.places = reading.places();
  config.hash = hash_of(text);
  return config;
}

}  // namespace

Config parse(const std::string& text, const std::string& name) {
  Diagnostics diagnostics(name, text);
  Config config = read(text, diagnostics);
  if (diagnostics.has_errors()) throw StartupError(ExitCode::kConfiguration, diagnostics.report());
  return config;
}

Config load(const std::string& path) {
  const Contents contents = contents_of(path);
  if (!contents.reason.empty()) {
    throw StartupError(ExitCode::kConfiguration, path + ": error: " + contents.reason);
  }
  return parse(contents.text, path);
}

Checked check(const std::string& path) {
  const Contents contents = contents_of(path);
  Diagnostics diagnostics(path, contents.text);
  Checked checked;
  if (!contents.reason.empty()) {
    diagnostics.error({YAML::Mark::null_mark(), 1}, contents.reason);
  } else {
    checked.config = read(contents.text, diagnostics);
  }
  if (diagnostics.has_errors()) checked.config.reset();
  checked.findings = diagnostics.findings();
  return checked;
}

}  // namespace projector::config
