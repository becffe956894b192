#include "description.h"

#include <chrono>
#include <type_traits>
#include <variant>

#include "projector/base/quantity.h"

namespace projector::config {
namespace {

using std::chrono::milliseconds;

template <typename Target>
OptionType type_of(const Field<Target>& field) {
  // In the order of the variant's alternatives.
  constexpr OptionType kTypes[] = {OptionType::kText,  OptionType::kTexts, OptionType::kFlag,
                                   OptionType::kCount, OptionType::kBytes, OptionType::kDuration,
                                   OptionType::kWord,  OptionType::kRate};
  static_assert(std::size(kTypes) == std::variant_size_v<Field<Target>>);
  return kTypes[field.index()];
}

template <typename Target>
Description describe(const Option<Target>& option) {
  Target defaults;
  Description description;
  description.key = option.path.substr(option.path.find('.') + 1);
  description.type = type_of(option.field);
  description.range = option.range;
  if (const auto* const choice = std::get_if<Choice<Target>>(&option.field)) {
    description.words = choice->words;
  }
  if (!option.is_required) description.default_value = value_of(option, defaults);
  description.help = option.help;
  description.is_required = option.is_required;
  description.is_reloadable = option.is_reloadable;
  return description;
}

template <typename Target>
std::vector<Description> describe_all(const std::vector<Option<Target>>& options) {
  std::vector<Description> descriptions;
  descriptions.reserve(options.size());
  for (const Option<Target>& option : options) descriptions.push_back(describe(option));
  return descriptions;
}

std::string written(OptionType type, std::uint64_t bound) {
  if (type == OptionType::kBytes) return format_bytes(bound);
  if (type == OptionType::kDuration) {
    return format_duration(milliseconds(static_cast<std::int64_t>(bound)));
  }
  return std::to_string(bound) + (type == OptionType::kRate ? "/s" : "");
}

}  // namespace

const std::vector<Section>& sections() {
  static const std::vector<Section> described = {
      {"kafka", "How to reach Kafka, and where to start."},
      {"postgres", "How to reach PostgreSQL, and how long it may take."},
      {"flow", "How much may be in flight: the bounds of memory, and the size of batches."},
      {"commit", "When offsets are committed."},
      {"retry",
       "The pauses between attempts. The probe of an outage is never more than 2 s apart."},
      {"shutdown", "How long a stop may take."},
      {"topics", "The topics that are read, a list."},
      {"projections", "How records become rows, by name."},
      {"admission", "What edges are told that ask before they add load."},
      {"http", "Where the daemon listens."},
      {"log", "What the daemon says of itself."},
  };
  return described;
}

std::vector<Description> describe_section(std::string_view section) {
  std::vector<Description> descriptions;
  for (const Option<Config>& option : config_options()) {
    if (option.path.substr(0, option.path.find('.')) != section) continue;
    descriptions.push_back(describe(option));
  }
  return descriptions;
}

std::vector<Description> describe_topic() { return describe_all(topic_options()); }

std::vector<Description> describe_admission_class() {
  return describe_all(admission_class_options());
}

std::string written_range(OptionType type, const Range& range) {
  switch (type) {
    case OptionType::kFlag:
    case OptionType::kWord:
      return {};
    case OptionType::kText:
      return (range.least == 0 ? "at most " : "1 to ") + std::to_string(range.most) + " bytes";
    case OptionType::kTexts:
      return std::to_string(range.least) + " to " + std::to_string(range.most) + " elements";
    case OptionType::kCount:
    case OptionType::kBytes:
    case OptionType::kDuration:
    case OptionType::kRate:
      return written(type, range.least) + " to " + written(type, range.most);
  }
  return {};
}

}  // namespace projector::config
