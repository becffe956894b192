// `manifest-projector schema`.

#pragma once

#include "projector/base/startup_error.h"

namespace projector::app {

enum class SchemaFormat { kJson, kMarkdown };

ExitCode print_schema(SchemaFormat format);

}  // namespace projector::app
