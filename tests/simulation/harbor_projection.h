// Harbor Point's projections, compiled as the daemon compiles them: the whole language, without the
// YAML.

#pragma once

#include "projector/projection/projection.h"

#include "scenario.h"

namespace projector::simulation {

// `has_letters`: the topic has a dead-letter topic.
Projection compile_topic(const Scenario& scenario, std::size_t topic, bool has_letters);

const char* name_of_topic(std::size_t topic);

}  // namespace projector::simulation
