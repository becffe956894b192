#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "cross_checks.h"
#include "suggestion.h"

namespace projector::config {
namespace {

std::string path_of(std::size_t topic) { return "topics[" + std::to_string(topic) + "]"; }

std::string in_quotes(const std::string& text) { return "\"" + text + "\""; }

// Kafka's own rule.
void check_topic_name(const std::string& name, const std::string& path, Reading& reading) {
  const bool is_legal =
      name != "." && name != ".." && std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
      });
  if (is_legal) return;
  reading.diagnostics().error(reading.place_of_first({path.c_str()}),
                              path + ": " + reading.shown(path, name) + " cannot be a topic",
                              "letters, digits, \".\", \"_\" and \"-\" can be in its name");
}

void check_names(const Config& config, Reading& reading) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < config.topics.size(); ++i) {
    const std::string& name = config.topics[i].name;
    check_topic_name(name, path_of(i) + ".name", reading);
    check_topic_name(config.topics[i].dead_letter_topic, path_of(i) + ".dead_letter_topic",
                     reading);
    if (name.empty() || names.insert(name).second) continue;
    const std::string path = path_of(i) + ".name";
    reading.diagnostics().error(
        reading.place_of_first({path.c_str()}),
        path_of(i) + ": the topic " + reading.shown(path, name) + " stands here twice",
        "name all its projections in one entry, as in `projection: [a, b]`");
  }
}

void check_projections_of(const Config& config, std::size_t topic, Reading& reading) {
  std::vector<std::string_view> known;
  known.reserve(config.projections.size());
  for (const auto& [name, projection] : config.projections) known.push_back(name);

  std::set<std::string> names;
  const auto& projections = config.topics[topic].projections;
  for (std::size_t i = 0; i < projections.size(); ++i) {
    const std::string& name = projections[i];
    const std::string path = path_of(topic) + ".projection[" + std::to_string(i) + "]";
    const Place place = reading.place_of_first({path.c_str()});
    if (!names.insert(name).second) {
      reading.diagnostics().error(
          place,
          path_of(topic) + ": the projection " + reading.shown(path, name) + " stands here twice",
          "leave one of them out");
    } else if (!name.empty() && !config.projections.contains(name)) {
      reading.diagnostics().error(
          place, path_of(topic) + ": there is no projection called " + reading.shown(path, name),
          suggestion(name, known));
    }
  }
}

void check_projections_used(const Config& config, Reading& reading) {
  // Whoever means one and misspells it uses it.
  if (reading.diagnostics().has_errors()) return;
  for (const auto& [name, projection] : config.projections) {
    const auto uses = [&used = name](const TopicOptions& topic) {
      return std::find(topic.projections.begin(), topic.projections.end(), used) !=
             topic.projections.end();
    };
    if (std::any_of(config.topics.begin(), config.topics.end(), uses)) continue;
    reading.diagnostics().warn(reading.place_of_first({("projections." + name).c_str()}),
                               "no topic uses the projection " + in_quotes(name));
  }
}

const TopicOptions* find_topic(const Config& config, const std::string& name) {
  const auto found =
      std::find_if(config.topics.begin(), config.topics.end(),
                   [&name](const TopicOptions& topic) { return topic.name == name; });
  return found == config.topics.end() ? nullptr : &*found;
}

// Where the dead letters of `topic` go, as far as we read them again: "a -> b -> a", or empty where
// that ends. A record that can never be applied would go round for ever.
std::string loop_from(const Config& config, const TopicOptions& topic) {
  std::string way = topic.name;
  const TopicOptions* next = &topic;
  for (std::size_t step = 0; step < config.topics.size(); ++step) {
    if (next->dead_letter_topic.empty()) return {};
    way.append(" -> ").append(next->dead_letter_topic);
    if (next->dead_letter_topic == topic.name) return way;
    next = find_topic(config, next->dead_letter_topic);
    if (next == nullptr) return {};
  }
  return {};  // A loop that this topic only leads to: said of those that are in it.
}

void check_dead_letters(const Config& config, Reading& reading) {
  for (std::size_t i = 0; i < config.topics.size(); ++i) {
    const TopicOptions& topic = config.topics[i];
    const std::string loop = topic.name.empty() ? "" : loop_from(config, topic);
    if (loop.empty()) continue;
    const std::string path = path_of(i) + ".dead_letter_topic";
    const Place place = reading.place_of_first({path.c_str()});
    if (topic.dead_letter_topic == topic.name) {
      reading.diagnostics().error(place, path + ": a topic cannot take its own dead letters",
                                  "name another topic");
    } else {
      std::string message = path;
      message.append(": dead letters come back (").append(loop);
      reading.diagnostics().error(
          place, message + "), so a bad record would never end",
          "give the last topic of the way no dead-letter topic, or another");
    }
  }
}

// What sheds must say from which age; and in a class that is held it waits like the others.
void check_overload(const Config& config, Reading& reading) {
  for (std::size_t i = 0; i < config.topics.size(); ++i) {
    const TopicOptions& topic = config.topics[i];
    const std::string overload = path_of(i) + ".overload";
    const std::string age = path_of(i) + ".shed_older_than";
    if (topic.overload == OverloadPolicy::kHold) {
      if (!reading.is_set(age)) continue;
      reading.diagnostics().warn(reading.place_of_first({age.c_str()}),
                                 age + " has no effect: the topic does not shed",
                                 "set overload: shed, or leave it out");
      continue;
    }
    const Place place = reading.place_of_first({overload.c_str()});
    if (topic.shed_older_than.count() == 0) {
      reading.diagnostics().error(place, overload + ": shed needs shed_older_than",
                                  "say from which age records may be passed over");
    }
    const auto holds = [&topic](const TopicOptions& other) {
      return other.topic_class == topic.topic_class && other.overload == OverloadPolicy::kHold;
    };
    if (topic.topic_class == TopicClass::kCritical) continue;
    const auto held = std::find_if(config.topics.begin(), config.topics.end(), holds);
    if (held == config.topics.end()) continue;
    reading.diagnostics().warn(
        place, overload + ": while " + held->name + " of the same class is held, it waits as well",
        "give topics that shed a class of their own");
  }
}

}  // namespace

void check_topics(const Config& config, Reading& reading) {
  check_names(config, reading);
  for (std::size_t i = 0; i < config.topics.size(); ++i) check_projections_of(config, i, reading);
  check_projections_used(config, reading);
  check_dead_letters(config, reading);
  check_overload(config, reading);
}

}  // namespace projector::config
