// A smallest configuration, for tests that add one thing to it, and the errors of one.

#pragma once

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

}  // namespace projector::config
