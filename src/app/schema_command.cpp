#include "schema_command.h"

#include <cstdio>

#include "projector/config/reference.h"

namespace projector::app {

ExitCode print_schema(SchemaFormat format) {
  const bool is_json = format == SchemaFormat::kJson;
  std::fputs((is_json ? config::json_schema() : config::option_reference()).c_str(), stdout);
  return ExitCode::kDone;
}

}  // namespace projector::app
