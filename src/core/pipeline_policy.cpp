#include "pipeline_policy.h"

#include <algorithm>

#include "projector/base/quantity.h"

namespace projector {

std::vector<double> latency_bounds() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
}

std::vector<double> freshness_bounds(std::chrono::milliseconds budget) {
  std::vector<double> bounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
                                2.5,   5,    10,    30,   60,  120,  300, 900};
  const double seconds = std::chrono::duration<double>(budget).count();
  const auto place = std::lower_bound(bounds.begin(), bounds.end(), seconds);
  if (place == bounds.end() || *place != seconds) bounds.insert(place, seconds);
  return bounds;
}

std::string rejected_reason(Offset offset, const Rejection& rejection) {
  return "the record at offset " + std::to_string(offset.value) + " can never be applied (" +
         std::string(name_of(rejection.reject)) + "): " + rejection.reason;
}

std::string refused_reason(Offset offset, const WriteResult& result) {
  return "the record at offset " + std::to_string(offset.value) +
         " is refused by the table (SQLSTATE " + result.sqlstate + "): " + result.reason;
}

std::string too_large_reason(Offset offset, std::size_t bytes, std::size_t bytes_max) {
  return "the record at offset " + std::to_string(offset.value) + " may need " +
         format_bytes(bytes) + " in memory, more than flow.in_flight_bytes allows (" +
         format_bytes(bytes_max) + ")";
}

std::string error_class(const WriteResult& result) {
  if (result.action == WriteAction::kUnavailable || result.sqlstate.size() < 2) {
    return "connection";
  }
  return result.sqlstate.substr(0, 2);
}

}  // namespace projector
