// Puts prometheus-cpp's plain values together: one family, then its series one by one.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

#include "projector/core/histogram.h"

namespace projector::telemetry {

using Labels = std::vector<prometheus::ClientMetric::Label>;

class FamilyBuilder {
 public:
  FamilyBuilder(std::string name, std::string help, prometheus::MetricType type)
      : family_{std::move(name), std::move(help), type, {}} {}

  // Of a gauge or counter, by the family's type.
  FamilyBuilder& add(Labels labels, double value);
  FamilyBuilder& add(Labels labels, const Histogram& histogram);

  prometheus::MetricFamily take() { return std::move(family_); }

 private:
  prometheus::MetricFamily family_;
};

FamilyBuilder gauge(std::string name, std::string help);
FamilyBuilder counter(std::string name, std::string help);
FamilyBuilder histogram(std::string name, std::string help);

}  // namespace projector::telemetry
