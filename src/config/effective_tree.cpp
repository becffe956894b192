#include "effective_tree.h"

#include <cmath>
#include <string>
#include <type_traits>
#include <variant>

#include "projector/base/quantity.h"

#include "secrets.h"

namespace projector::config {
namespace {

using std::chrono::milliseconds;

Tree written(const std::string& text) { return text; }
Tree written(const std::vector<std::string>& texts) { return texts; }
Tree written(bool flag) { return flag; }
Tree written(std::uint32_t count) { return count; }
Tree written(std::size_t bytes) { return format_bytes(bytes); }
Tree written(milliseconds duration) { return format_duration(duration); }

// Durations below what may be written stand for "not set".
bool is_unset(milliseconds duration, const Range& range) {
  return static_cast<std::uint64_t>(duration.count()) < range.least;
}
template <typename Value>
bool is_unset(const Value&, const Range&) {
  return false;
}

template <typename Target>
Tree word_of(const Choice<Target>& choice, const Target& target) {
  const std::size_t word = choice.get(target);
  return word < choice.words.size() ? Tree(std::string(choice.words[word])) : Tree();
}

Tree rate_of(double rate) {
  if (rate <= 0) return {};
  return std::to_string(std::llround(rate)) + "/s";
}

// Of one element of a list: its options by their names.
template <typename Target>
Tree tree_of_options(const std::vector<Option<Target>>& options, Target& target) {
  Tree tree = Tree::object();
  for (const Option<Target>& option : options) {
    Tree value = value_of(option, target);
    if (!value.is_null()) tree[std::string(option.path)] = std::move(value);
  }
  return tree;
}

Tree tree_of(TopicOptions& topic) {
  Tree tree = tree_of_options(topic_options(), topic);
  if (topic.projections.size() == 1) tree["projection"] = topic.projections[0];
  return tree;
}

const char* word_of(ValueFormat format) {
  return format == ValueFormat::kEpochSeconds ? "epoch_s" : "epoch_ms";
}

Tree members_of(const ValueSource& source) {
  Tree tree = {{"from", source.from}};
  if (source.default_text) tree["default"] = *source.default_text;
  if (source.required) tree["required"] = true;
  if (source.format != ValueFormat::kAsWritten) tree["format"] = word_of(source.format);
  return tree;
}

Tree tree_of(const ValueSource& source) {
  Tree tree = members_of(source);
  return tree.size() == 1 ? tree["from"] : tree;
}

const char* word_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kUpsert:
      return "upsert";
    case ChangeKind::kReplace:
      return "replace";
    case ChangeKind::kUpdate:
      return "update";
    case ChangeKind::kDelete:
      return "delete";
  }
  return "";
}

// Adds to `tree`, which is the entry's own or the projection's.
void add_entry(const EntryOptions& entry, Tree& tree) {
  tree["do"] = word_of(entry.kind);
  if (entry.version) tree["version"] = tree_of(*entry.version);
  if (entry.each) tree["each"] = *entry.each;
  if (!entry.within.empty()) tree["within"] = entry.within;
  Tree& columns = tree["columns"] = Tree::object();
  for (const ColumnSource& column : entry.columns) columns[column.column] = tree_of(column.source);
  if (!entry.clear.empty()) tree["clear"] = entry.clear;
}

Tree tree_of(const EntryOptions& entry) {
  Tree tree = Tree::object();
  add_entry(entry, tree);
  return tree;
}

void hide_secrets(Tree& tree) {
  Tree& url = tree["postgres"]["url"];
  url = without_passwords(url.get<std::string>());
  for (auto& [name, value] : tree["kafka"]["properties"].items()) {
    if (is_secret_property(name)) value = std::string(kHidden);
  }
}

}  // namespace

template <typename Target>
Tree value_of(const Option<Target>& option, Target& target) {
  const auto value = [&](const auto& field) -> Tree {
    using FieldType = std::decay_t<decltype(field)>;
    if constexpr (std::is_same_v<FieldType, Choice<Target>>) {
      return word_of(field, target);
    } else if constexpr (std::is_same_v<FieldType, Rate<Target>>) {
      return rate_of(field.field(target));
    } else {
      const auto& own = field(target);
      return is_unset(own, option.range) ? Tree() : written(own);
    }
  };
  return std::visit(value, option.field);
}

template Tree value_of(const Option<Config>&, Config&);
template Tree value_of(const Option<TopicOptions>&, TopicOptions&);
template Tree value_of(const Option<AdmissionClassOptions>&, AdmissionClassOptions&);

Tree tree_of(const ProjectionOptions& projection) {
  Tree tree = {{"table", projection.table}, {"key", projection.key}};
  Tree& version = tree["version"] = Tree{{"column", projection.version_column}};
  version.update(members_of(projection.version));
  if (projection.event) {
    tree["event"] = tree_of(*projection.event);
    Tree& on = tree["on"] = Tree::object();
    for (const EntryOptions& entry : projection.entries) on[entry.event] = tree_of(entry);
  } else if (!projection.entries.empty()) {
    add_entry(projection.entries[0], tree);
  }
  if (projection.tombstone) tree["tombstone"] = tree_of(*projection.tombstone);
  if (!projection.removed_column.empty()) tree["removed"] = {{"column", projection.removed_column}};
  // Where every record is known it may not be written.
  const bool knows_all = !projection.event && !projection.entries.empty() && projection.tombstone;
  if (!knows_all) {
    const bool ignores = projection.unknown_event == UnknownEventPolicy::kIgnore;
    tree["unknown_event"] = ignores ? "ignore" : "dead_letter";
  }
  return tree;
}

Tree effective_tree(Config config, Secrets secrets) {
  Tree tree = Tree::object();
  for (const Option<Config>& option : config_options()) {
    const std::size_t dot = option.path.find('.');
    const std::string section(option.path.substr(0, dot));
    // Topics and projections stand where the contract has them.
    if (section == "admission" && !tree.contains("topics")) {
      tree["topics"] = Tree::array();
      tree["projections"] = Tree::object();
    }
    tree[section][std::string(option.path.substr(dot + 1))] = value_of(option, config);
  }
  Tree& properties = tree["kafka"]["properties"] = Tree::object();
  for (const auto& [name, value] : config.kafka.properties) properties[name] = value;
  for (TopicOptions& topic : config.topics) tree["topics"].push_back(tree_of(topic));
  for (const auto& [name, projection] : config.projections) {
    tree["projections"][name] = tree_of(projection);
  }
  Tree& classes = tree["admission"]["classes"] = Tree::object();
  for (auto& [name, admission] : config.admission.classes) {
    classes[name] = tree_of_options(admission_class_options(), admission);
  }
  if (secrets == Secrets::kHidden) hide_secrets(tree);
  return tree;
}

}  // namespace projector::config
