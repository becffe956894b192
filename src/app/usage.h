// What is wrong with a command line, where the parser itself only says what is missing.

#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace projector::app {

// `unknown option "--confg" of validate; did you mean "--config"?`, for the first word of a command
// line that was refused which no command knows; nullopt where all are known.
std::optional<std::string> unknown_word(const CLI::App& program);

}  // namespace projector::app
