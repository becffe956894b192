// Whether SIGINT or SIGTERM asked the command to end. The first one ends it with its summary.

#pragma once

namespace harbor {

void watch_stop_signals();
bool stop_was_asked();

}  // namespace harbor
