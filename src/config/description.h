// What schema and documentation say of an option, whichever struct holds it: made from its one
// description and the default of its field.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "effective_tree.h"
#include "option.h"

namespace projector::config {

enum class OptionType : std::uint8_t {
  kText,
  kTexts,
  kFlag,
  kCount,
  kBytes,
  kDuration,
  kWord,
  kRate,
};

struct Description {
  std::string key;  // Without the section.
  OptionType type = OptionType::kText;
  Range range;
  std::vector<std::string_view> words;  // Of kWord.
  Tree default_value;                   // Null: none.
  std::string help;
  bool is_required = false;
  bool is_reloadable = false;
};

struct Section {
  std::string_view name;
  std::string_view help;
};

// In the order of the documentation; topics and projections among them.
const std::vector<Section>& sections();

// Of a section with plain options.
std::vector<Description> describe_section(std::string_view section);
std::vector<Description> describe_topic();
std::vector<Description> describe_admission_class();

// The range in the option's unit: "1 to 64", "10ms to 1h", "at most 4096 bytes"; empty where there
// is nothing to say.
std::string written_range(OptionType type, const Range& range);

}  // namespace projector::config
