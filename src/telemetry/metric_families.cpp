#include "metric_families.h"

#include <limits>

namespace projector::telemetry {

FamilyBuilder& FamilyBuilder::add(Labels labels, double value) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  if (family_.type == prometheus::MetricType::Counter) {
    metric.counter.value = value;
  } else {
    metric.gauge.value = value;
  }
  family_.metric.push_back(std::move(metric));
  return *this;
}

FamilyBuilder& FamilyBuilder::add(Labels labels, const Histogram& histogram) {
  prometheus::ClientMetric metric;
  metric.label = std::move(labels);
  metric.histogram.sample_count = histogram.count();
  metric.histogram.sample_sum = histogram.sum();
  std::uint64_t cumulative_count = 0;
  for (std::size_t bucket = 0; bucket < histogram.counts().size(); ++bucket) {
    cumulative_count += histogram.counts()[bucket];
    const bool is_last = bucket == histogram.bounds().size();
    metric.histogram.bucket.push_back(
        {cumulative_count,
         is_last ? std::numeric_limits<double>::infinity() : histogram.bounds()[bucket]});
  }
  family_.metric.push_back(std::move(metric));
  return *this;
}

FamilyBuilder gauge(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Gauge};
}

FamilyBuilder counter(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Counter};
}

FamilyBuilder histogram(std::string name, std::string help) {
  return {std::move(name), std::move(help), prometheus::MetricType::Histogram};
}

}  // namespace projector::telemetry
