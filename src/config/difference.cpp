#include "projector/config/difference.h"

#include <algorithm>
#include <map>

#include "effective_tree.h"
#include "option.h"
#include "secrets.h"

namespace projector::config {
namespace {

std::string text_of(const Tree& value) {
  if (value.is_null()) return {};
  const bool is_text = value.is_string() && !value.get_ref<const std::string&>().empty();
  return is_text ? value.get<std::string>() : value.dump();
}

DifferenceKind kind_of(const Tree& before, const Tree& after) {
  if (before.is_null()) return DifferenceKind::kAdded;
  return after.is_null() ? DifferenceKind::kRemoved : DifferenceKind::kChanged;
}

class Comparison {
 public:
  void compare(const std::string& path, const Tree& before, const Tree& after, bool is_reloadable) {
    if (before == after) return;
    found_.push_back(
        {path, kind_of(before, after), text_of(before), text_of(after), is_reloadable});
  }

  void add(Difference difference) { found_.push_back(std::move(difference)); }

  // Down to the members that differ; nothing of it can be taken while running.
  void compare_deeply(const std::string& path, const Tree& before, const Tree& after);

  template <typename Target>
  void compare_options(const std::string& prefix, const std::vector<Option<Target>>& options,
                       Target before, Target after) {
    for (const Option<Target>& option : options) {
      std::string path = prefix;
      compare(path.append(option.path), value_of(option, before), value_of(option, after),
              option.is_reloadable);
    }
  }

  std::vector<Difference> take() { return std::move(found_); }

 private:
  std::vector<Difference> found_;
};

void Comparison::compare_deeply(const std::string& path, const Tree& before, const Tree& after) {
  if (!before.is_object() || !after.is_object()) return compare(path, before, after, false);
  for (const auto& [name, value] : before.items()) {
    std::string member = path;
    member.append(".").append(name);
    compare_deeply(member, value, after.contains(name) ? after[name] : Tree());
  }
  for (const auto& [name, value] : after.items()) {
    std::string member = path;
    if (!before.contains(name)) compare_deeply(member.append(".").append(name), Tree(), value);
  }
}

Tree properties_of(const Config& config) {
  Tree tree = Tree::object();
  for (const auto& [name, value] : config.kafka.properties) tree[name] = value;
  return tree;
}

// Which of them differ is said; what they hold, only of those that are no secrets.
void hide_secrets(std::vector<Difference>& differences) {
  constexpr std::string_view kProperties = "kafka.properties.";
  for (Difference& difference : differences) {
    const std::string_view path = difference.path;
    const bool is_property = path.starts_with(kProperties);
    if (is_property && is_secret_property(path.substr(kProperties.size()))) {
      if (!difference.before.empty()) difference.before = kHidden;
      if (!difference.after.empty()) difference.after = kHidden;
    } else if (path == "postgres.url") {
      difference.before = without_passwords(difference.before);
      difference.after = without_passwords(difference.after);
    }
  }
}

std::map<std::string, const TopicOptions*> topics_by_name(const Config& config) {
  std::map<std::string, const TopicOptions*> topics;
  for (const TopicOptions& topic : config.topics) topics.emplace(topic.name, &topic);
  return topics;
}

struct Named {
  std::string_view prefix;
  bool is_reloadable = false;  // As a whole.
};

// Topics, projections and classes by their names: those that came, went or differ.
template <typename Map, typename Differ>
void compare_by_name(Comparison& comparison, const Named& named, const Map& before,
                     const Map& after, Differ differ) {
  const std::string prefix(named.prefix);
  for (const auto& [name, value] : before) {
    const auto found = after.find(name);
    if (found == after.end()) {
      comparison.add({prefix + name, DifferenceKind::kRemoved, "", "", named.is_reloadable});
    } else {
      differ(prefix + name, value, found->second);
    }
  }
  for (const auto& [name, value] : after) {
    if (!before.contains(name))
      comparison.add({prefix + name, DifferenceKind::kAdded, "", "", named.is_reloadable});
  }
}

}  // namespace

std::vector<Difference> differences(const Config& before, const Config& after) {
  Comparison comparison;
  comparison.compare_options("", config_options(), before, after);
  comparison.compare_deeply("kafka.properties", properties_of(before), properties_of(after));
  compare_by_name(comparison, {"topics."}, topics_by_name(before), topics_by_name(after),
                  [&comparison](const std::string& path, const auto* old, const auto* now) {
                    comparison.compare_options(path + ".", topic_options(), *old, *now);
                  });
  compare_by_name(comparison, {"projections."}, before.projections, after.projections,
                  [&comparison](const std::string& path, const auto& old, const auto& now) {
                    comparison.compare_deeply(path, tree_of(old), tree_of(now));
                  });
  compare_by_name(comparison, {"admission.classes.", true}, before.admission.classes,
                  after.admission.classes,
                  [&comparison](const std::string& path, const auto& old, const auto& now) {
                    comparison.compare_options(path + ".", admission_class_options(), old, now);
                  });
  std::vector<Difference> found = comparison.take();
  hide_secrets(found);
  return found;
}

namespace {

std::string with_change(std::string text, const Difference& difference) {
  if (!difference.before.empty()) text.append(" ").append(difference.before);
  switch (difference.kind) {
    case DifferenceKind::kChanged:
      text.append(" -> ").append(difference.after);
      break;
    case DifferenceKind::kAdded:
      text.append(" new");
      if (!difference.after.empty()) text.append(", ").append(difference.after);
      break;
    case DifferenceKind::kRemoved:
      text.append(difference.before.empty() ? " gone" : ", gone");
      break;
  }
  return text;
}

}  // namespace

std::string change_of(const Difference& difference) {
  return with_change(difference.path, difference);
}

std::string written(const Difference& difference) {
  std::string text = with_change(difference.path + ":", difference);
  return text.append(difference.is_reloadable ? " (reloadable)" : " (needs a restart)");
}

}  // namespace projector::config
