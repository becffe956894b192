// A configuration as a tree of texts, numbers, words and lists, as a file would have it with
// everything written out: what `config` prints and what a reload compares.

#pragma once

#include <cstdint>

#include <nlohmann/json.hpp>

#include "projector/config/config.h"

#include "option.h"

namespace projector::config {

using Tree = nlohmann::ordered_json;

enum class Secrets : std::uint8_t { kHidden, kShown };

// The value of one option as the file writes it; null where it is not set and has no default.
template <typename Target>
Tree value_of(const Option<Target>& option, Target& target);

extern template Tree value_of(const Option<Config>&, Config&);
extern template Tree value_of(const Option<TopicOptions>&, TopicOptions&);
extern template Tree value_of(const Option<AdmissionClassOptions>&, AdmissionClassOptions&);

Tree effective_tree(Config config, Secrets secrets);

// The projection alone.
Tree tree_of(const ProjectionOptions& projection);

}  // namespace projector::config
