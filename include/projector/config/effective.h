// The configuration as it takes effect: every option with its value, written or not. Passwords are
// "***"; paths of files that hold them stay. Reading the text again yields the same text.

#pragma once

#include <string>

#include "projector/config/config.h"

namespace projector::config {

std::string effective_yaml(const Config& config);
std::string effective_json(const Config& config);

}  // namespace projector::config
