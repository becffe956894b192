// The status page of the admin listener: the files of src/app/page and Chart.js, embedded at build
// time. It loads nothing from elsewhere, and its Content-Security-Policy forbids that and any
// script or style that is not one of these files.

#pragma once

#include <map>
#include <string>

#include "projector/http/server.h"

namespace projector::app {

// Paths and what they answer: constants, so from any thread.
std::map<std::string, http::Handler> page_handlers();

}  // namespace projector::app
