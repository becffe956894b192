// A number that JSON can write, or null.

#pragma once

#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

namespace projector::telemetry {

// Null where there is none yet, or an infinite one.
inline nlohmann::ordered_json number_or_null(std::optional<double> number) {
  using Json = nlohmann::ordered_json;
  return number && std::isfinite(*number) ? Json(*number) : Json(nullptr);
}

}  // namespace projector::telemetry
