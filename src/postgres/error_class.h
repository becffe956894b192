// What to do after an SQLSTATE (design decision 9). The only place that looks at one.
//
// Unknown states mean "retry": a stall is visible, a lost row is not.

#pragma once

#include <string_view>

#include "projector/core/write_result.h"

namespace projector::postgres {

// `message` is the server's; it settles the one state that two unlike refusals share.
WriteAction action_for(std::string_view sqlstate, std::string_view message);

}  // namespace projector::postgres
