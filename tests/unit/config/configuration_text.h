// A smallest configuration, for tests that add one thing to it, and the errors of one.

#pragma once

#include <sstream>
#include <string>

#include "projector/base/startup_error.h"
#include "projector/config/config.h"

namespace projector::config {

inline const std::string kTopics = "topics: [{name: booking-events, projection: manifest}]\n";

inline const std::string kProjections =
    "projections:\n"
    "  manifest:\n"
    "    table: passenger_manifest\n"
    "    key: [booking_id]\n"
    "    version: {column: version, from: /version}\n"
    "    columns: {booking_id: /booking/id, status: =confirmed}\n";

inline const std::string kSmallest = kTopics + kProjections;

// The whole message, or "none".
inline std::string errors_of(const std::string& text) {
  try {
    static_cast<void>(parse(text, "projector.yaml"));
  } catch (const StartupError& error) {
    return error.what();
  }
  return "none";
}

// The first line of the message.
inline std::string first_error(const std::string& text) {
  const std::string errors = errors_of(text);
  return errors.substr(0, errors.find('\n'));
}

// All errors, a line each: "line:column: message", and the remedy in brackets.
inline std::string mistakes(const std::string& text) {
  std::istringstream lines(errors_of(text));
  std::string told;
  bool is_warning = false;
  for (std::string line; std::getline(lines, line);) {
    if (line[0] != ' ') is_warning = line.find(": warning: ") != std::string::npos;
    if (is_warning) continue;
    const std::size_t error = line.find(": error: ");
    const std::size_t caret = line.find("| ");
    const std::size_t end = line.find_last_of("^~") + 1;
    if (error != std::string::npos) {
      const std::size_t place = line.find(':') + 1;
      told.append(told.empty() ? "" : "\n").append(line, place, error + 2 - place);
      told.append(line, error + 9);
    } else if (caret != std::string::npos && line.find_first_not_of(" |^~") >= end && end != 0) {
      if (end + 1 < line.size()) told.append(" [").append(line, end + 1).append("]");
    }
  }
  return told;
}

// A configuration whose projection, of a key (id, no), goes on with `body`: its first line is line
// 7 of the file, from column 5.
inline std::string with_body(const std::string& body) {
  std::string text = kTopics +
                     "projections:\n"
                     "  manifest:\n"
                     "    table: tickets\n"
                     "    key: [id, no]\n"
                     "    version: {column: v, from: /v}\n";
  std::istringstream lines(body);
  for (std::string line; std::getline(lines, line);) text.append("    ").append(line).append("\n");
  return text;
}

}  // namespace projector::config
