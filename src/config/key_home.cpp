#include "key_home.h"

#include <algorithm>
#include <vector>

#include "kafka_properties.h"
#include "member.h"
#include "option.h"

namespace projector::config {
namespace {

template <typename Target>
bool has_option(const std::vector<Option<Target>>& options, std::string_view key) {
  return std::any_of(options.begin(), options.end(),
                     [key](const Option<Target>& option) { return option.path == key; });
}

bool has_member(const std::vector<Member>& members, std::string_view key) {
  return std::any_of(members.begin(), members.end(),
                     [key](const Member& member) { return member.key == key; });
}

std::vector<std::string> places_of(std::string_view key) {
  std::vector<std::string> places;
  for (const Option<Config>& option : config_options()) {
    const std::size_t dot = option.path.find('.');
    if (option.path.substr(dot + 1) != key) continue;
    places.push_back("\"" + std::string(option.path.substr(0, dot)) + "\"");
  }
  if (key == "properties") places.emplace_back("\"kafka\"");
  if (key == "classes") places.emplace_back("\"admission\"");
  if (has_option(topic_options(), key)) places.emplace_back("a topic");
  if (has_option(admission_class_options(), key)) places.emplace_back("a class of \"admission\"");
  if (has_member(projection_members(), key)) {
    places.emplace_back("a projection");
  } else if (has_member(entry_members(), key)) {
    places.emplace_back("a projection or an entry of one");
  }
  return places;
}

}  // namespace

std::string homes_of(std::string_view key) {
  // No key of ours has a dot, and all of librdkafka's have.
  if (key.find('.') != std::string_view::npos) {
    const auto option = option_of_property(key);
    if (!option) return "a property of librdkafka belongs to \"kafka.properties\"";
    return option->empty() ? "the daemon itself sets it" : "set " + std::string(*option);
  }
  std::string text;
  for (const std::string& place : places_of(key)) {
    text.append(text.empty() ? "it belongs to " : " or ").append(place);
  }
  return text.empty() ? text : text.append(": indent it there");
}

}  // namespace projector::config
