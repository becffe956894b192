#include "admission_metrics.h"

#include <string>

#include "metric_families.h"

namespace projector::telemetry {

prometheus::MetricFamily admission_family(const AdmissionCounts& counts) {
  FamilyBuilder family = counter("projector_admission_requests_total",
                                 "Times that edges asked for admission, by what they were told.");
  for (const auto& [name, decisions] : counts) {
    for (std::size_t decision = 0; decision < decisions.size(); ++decision) {
      family.add({{"class", name},
                  {"decision", std::string(name_of(static_cast<AdmissionDecision>(decision)))}},
                 static_cast<double>(decisions[decision]));
    }
  }
  return family.take();
}

}  // namespace projector::telemetry
