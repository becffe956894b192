#include <iterator>

#include <prometheus/text_serializer.h>

#include "projector/telemetry/exposition.h"

#include "admission_metrics.h"
#include "process_metrics.h"
#include "snapshot_metrics.h"

namespace projector::telemetry {

std::string render_metrics(const Snapshot& snapshot, const BuildInfo& build,
                           const ConfigInfo& config, const AdmissionCounts& admission) {
  auto families = snapshot_families(snapshot, build, config);
  families.push_back(admission_family(admission));
  auto process = process_families();
  families.insert(families.end(), std::make_move_iterator(process.begin()),
                  std::make_move_iterator(process.end()));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace projector::telemetry
