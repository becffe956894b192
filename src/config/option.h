// One description for each option: the parser goes by it, and so will schema and documentation.
//
// The type of the field says the unit, and the options structs hold the defaults, so neither is
// said twice.

#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "projector/config/config.h"

namespace projector::config {

// In the field's own unit: a count, bytes, milliseconds; of texts their length, of lists their
// size.
struct Range {
  std::uint64_t least = 0;
  std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
};

// One of some words, which the functions translate.
template <typename Target>
struct Choice {
  std::vector<std::string_view> words;
  void (*set)(Target&, std::size_t word);
  std::size_t (*get)(const Target&);
};

// "50/s".
template <typename Target>
struct Rate {
  double& (*field)(Target&);
};

template <typename Target>
using Field =
    std::variant<std::string& (*)(Target&), std::vector<std::string>& (*)(Target&),
                 bool& (*)(Target&), std::uint32_t& (*)(Target&), std::size_t& (*)(Target&),
                 std::chrono::milliseconds& (*)(Target&), Choice<Target>, Rate<Target>>;

template <typename Target>
struct Option {
  std::string_view path;  // "section.key", or the key alone in a list's element.
  Field<Target> field;
  Range range;
  std::string_view help;
  bool is_required = false;
  bool is_reloadable = false;
};

// The states of the contract, section 6, in their order.
inline constexpr std::array<std::string_view, 5> kStates = {"steady", "absorbing", "protecting",
                                                            "amplifying", "stalled"};

const std::vector<Option<Config>>& config_options();
const std::vector<Option<TopicOptions>>& topic_options();
const std::vector<Option<AdmissionClassOptions>>& admission_class_options();

}  // namespace projector::config
