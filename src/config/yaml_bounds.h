// Bounds on what a file may ask of us: its size, its depth, and what its aliases unfold to.

#pragma once

#include <string>

#include <yaml-cpp/yaml.h>

#include "diagnostics.h"

namespace projector::config {

inline constexpr std::size_t kFileBytesMax = std::size_t{1} << 20;

// The document; undefined, with an error, where it is no YAML or beyond the bounds.
YAML::Node load_bounded(const std::string& text, Diagnostics& diagnostics);

}  // namespace projector::config
