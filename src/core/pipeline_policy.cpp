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

InFlightBounds in_flight_bounds(const FlowOptions& flow, std::uint32_t writers) {
  constexpr std::uint32_t kRecordsOfWriter = 32;
  return {writers * kRecordsOfWriter, flow.in_flight_records, flow.target_latency, flow.adaptive};
}

WallTime aged_from(const RecordView& record, Now now) {
  return record.timestamp ? std::min(*record.timestamp, now.wall) : now.wall;
}

Rejection too_large(std::size_t in_flight_bytes) {
  return {RejectClass::kTooLarge,
          "it and its rows need more memory than flow.in_flight_bytes allows (" +
              format_bytes(in_flight_bytes) + ")",
          {}};
}

std::string rejected_reason(Offset offset, const Rejection& rejection) {
  return "the record at offset " + std::to_string(offset.value) + " can never be applied (" +
         std::string(name_of(rejection.reject)) + "): " + rejection.reason +
         "; mend the projection or give the topic a dead_letter_topic, and restart";
}

std::string refused_reason(Offset offset, const WriteResult& result) {
  return "the record at offset " + std::to_string(offset.value) +
         " is refused by the table (SQLSTATE " + result.sqlstate + "): " + result.reason +
         "; tried again every " + std::to_string(kResumePause.count()) +
         " s until the table takes it";
}

std::string keeps_failing_reason(Offset offset, const WriteResult& result) {
  const std::string state = result.sqlstate.empty() ? "" : " (SQLSTATE " + result.sqlstate + ")";
  return "the record at offset " + std::to_string(offset.value) +
         " fails again and again, alone and while others are applied" + state + ": " +
         result.reason;
}

std::string error_class(const WriteResult& result) {
  if (is_unavailable(result.action) || result.sqlstate.size() < 2) {
    return "connection";
  }
  return result.sqlstate.substr(0, 2);
}

}  // namespace projector
