// The commands and options of harbor-sim.

#pragma once

namespace harbor {

// Runs the command that the arguments name. Returns the exit code; 64 when they name none.
int run_command_line(int count, const char* const* arguments);

}  // namespace harbor
