// `manifest-projector schema`.

#pragma once

#include <cstdint>

#include "projector/base/startup_error.h"

namespace projector::app {

enum class SchemaFormat : std::uint8_t { kJson, kMarkdown };

ExitCode print_schema(SchemaFormat format);

}  // namespace projector::app
