#include "sizing_report.h"

#include <chrono>
#include <utility>

#include "projector/base/quantity.h"
#include "projector/base/spoken.h"
#include "projector/base/startup_error.h"
#include "projector/config/memory.h"

namespace projector::app {
namespace {

using Json = nlohmann::ordered_json;

StartupError usage(const char* option, const std::string& text, const char* example) {
  return {ExitCode::kUsage,
          std::string(option) + ": \"" + text + "\" is not understood: write it as " + example};
}

double rate_of(const char* option, const std::string& text, double least) {
  const auto rate = parse_rate(text);
  if (!rate || *rate < least) throw usage(option, text, "3000/s");
  return *rate;
}

double seconds_of(std::chrono::milliseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

BurstOutcome outcome_for(const Burst& burst, const TopicOptions& topic,
                         const config::Config& config) {
  return outcome_of(burst, seconds_of(topic.freshness_budget), config.flow.in_flight_records);
}

// "drained 20 min after that, with nothing more arriving".
std::string drained(const Burst& burst, const BurstOutcome& outcome) {
  const std::string going_on = burst.afterwards > 0
                                   ? "with " + spoken_rate(burst.afterwards) + " going on to arrive"
                                   : std::string("with nothing more arriving");
  if (!outcome.drained_after_seconds) return "It does not drain " + going_on + ".";
  return "It is drained " + spoken_seconds(*outcome.drained_after_seconds) + " after the end, " +
         going_on + ".";
}

std::string budget(const BurstOutcome& outcome, double budget_seconds) {
  const std::string allowed = spoken_seconds(budget_seconds);
  if (!outcome.breaks_after_seconds) return "The budget of " + allowed + " holds.";
  return "It is absorbed for " + spoken_seconds(*outcome.breaks_after_seconds) +
         ", then records are older than the " + allowed + " allowed.";
}

std::string topic_text(const Burst& burst, const TopicOptions& topic,
                       const config::Config& config) {
  const BurstOutcome outcome = outcome_for(burst, topic, config);
  std::string text = "  " + topic.name + ": ";
  if (outcome.keeps_up) {
    return text + "the sink keeps up; a record is in flight for " +
           spoken_seconds(outcome.in_flight_seconds) + " at most.\n";
  }
  text.append(budget(outcome, seconds_of(topic.freshness_budget)));
  text.append(" At the end ").append(spoken_number(outcome.backlog_records));
  text.append(" records wait in Kafka, the oldest ");
  text.append(spoken_seconds(outcome.age_at_end_seconds)).append(" old; the last of them is ");
  text.append(spoken_seconds(outcome.age_reached_seconds)).append(" old when it is applied. ");
  text.append(drained(burst, outcome));
  text.append(" The topic must keep its records for ");
  text.append(spoken_seconds(outcome.age_reached_seconds + seconds_of(topic.retention_reserve)));
  return text.append(" at least.\n");
}

}  // namespace

std::optional<Burst> burst_of(const SizingArguments& arguments) {
  if (arguments.arrivals.empty()) return std::nullopt;
  Burst burst;
  burst.arrivals = rate_of("--arrivals", arguments.arrivals, 1);
  burst.sink = rate_of("--sink", arguments.sink, 1);
  const auto duration = parse_duration(arguments.duration);
  if (!duration || duration->count() <= 0) throw usage("--for", arguments.duration, "5m");
  burst.seconds = seconds_of(*duration);
  if (!arguments.afterwards.empty()) {
    burst.afterwards = rate_of("--afterwards", arguments.afterwards, 0);
  }
  return burst;
}

std::string sizing_text(const Burst& burst, const config::Config& config) {
  std::string text = spoken_rate(burst.arrivals) + " for " + spoken_seconds(burst.seconds) +
                     " at a sink of " + spoken_rate(burst.sink) + ":\n";
  for (const TopicOptions& topic : config.topics) text.append(topic_text(burst, topic, config));
  text.append("  memory: ").append(format_bytes(total_bytes(config::worst_memory(config))));
  return text.append(" at worst, as without it: what is beyond the credits waits in Kafka.\n");
}

Json sizing_json(const Burst& burst, const config::Config& config) {
  const auto or_null = [](std::optional<double> number) {
    return number ? Json(*number) : Json(nullptr);
  };
  Json topics = Json::array();
  for (const TopicOptions& topic : config.topics) {
    const BurstOutcome outcome = outcome_for(burst, topic, config);
    topics.push_back({{"name", topic.name},
                      {"budget_s", seconds_of(topic.freshness_budget)},
                      {"keeps_up", outcome.keeps_up},
                      {"budget_broken_after_s", or_null(outcome.breaks_after_seconds)},
                      {"backlog_records", outcome.backlog_records},
                      {"age_at_end_s", outcome.age_at_end_seconds},
                      {"age_reached_s", outcome.age_reached_seconds},
                      {"drained_after_s", or_null(outcome.drained_after_seconds)},
                      {"in_flight_s", outcome.in_flight_seconds}});
  }
  return {{"arrivals", burst.arrivals},
          {"sink", burst.sink},
          {"for_s", burst.seconds},
          {"afterwards", burst.afterwards},
          {"topics", std::move(topics)}};
}

}  // namespace projector::app
