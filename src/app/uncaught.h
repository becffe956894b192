// What becomes of an exception that nobody takes, most of all on a thread of ours, which has no
// caller: an internal error like a failed check, not a signal.

#pragma once

namespace projector::app {

// For the whole process, from now on.
void end_uncaught_with_70();

}  // namespace projector::app
