#include "run_command.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "projector/config/config.h"
#include "projector/http/server.h"
#include "projector/kafka/record_source.h"
#include "projector/postgres/database.h"
#include "projector/projection/projection.h"
#include "projector/telemetry/log.h"

#include "build_identity.h"
#include "daemon.h"
#include "health.h"
#include "signals.h"

namespace projector::app {
namespace {

// A dependency that is away at the start is asked again so often.
constexpr auto kAskAgainPause = std::chrono::seconds(2);
constexpr auto kMetadataTimeout = std::chrono::seconds(5);
constexpr auto kWritersEndTimeout = std::chrono::seconds(5);
constexpr auto kSignalWait = std::chrono::hours(1);

// Runs `ask` until the dependency answers. Nullopt: a stop came first. Throws what `ask` throws,
// but for kUnavailable where waiting is wanted.
template <typename Ask>
auto ask_until_there(const RunArguments& arguments, const Signals& signals, EventLog& log,
                     const char* event, Ask ask) -> std::optional<decltype(ask())> {
  while (true) {
    try {
      const EndAtOnce end_at_once;
      return ask();
    } catch (const StartupError& error) {
      if (error.code() != ExitCode::kUnavailable || arguments.require_healthy) throw;
      log.write(Severity::kWarning, event, std::string(error.what()) + "; waiting for it");
    }
    if (signals.wait(kAskAgainPause) == Signal::kStop) return std::nullopt;
  }
}

// What is wrong with the table itself is named by where the configuration asks for it.
TableCatalog read_table(const config::Config& config, const ProjectionOptions& options) {
  try {
    return postgres::read_table(config.postgres, options.table);
  } catch (const StartupError& error) {
    if (error.code() != ExitCode::kConfiguration) throw;
    throw StartupError(error.code(), options.place + ": error: " + error.what());
  }
}

// All tables that topics write, by the names that the configuration has for them: each is read
// once, however many projections write it.
std::map<std::string, TableCatalog> read_tables(const config::Config& config) {
  std::map<std::string, TableCatalog> tables;
  for (const TopicOptions& topic : config.topics) {
    for (const std::string& name : topic.projections) {
      const ProjectionOptions& options = config.projections.at(name);
      if (tables.contains(options.table)) continue;
      tables.emplace(options.table, read_table(config, options));
    }
  }
  return tables;
}

Projection compile_topic(const config::Config& config, const TopicOptions& topic,
                         const std::map<std::string, TableCatalog>& tables) {
  std::vector<ProjectionTarget> targets;
  targets.reserve(topic.projections.size());
  for (const std::string& name : topic.projections) {
    const ProjectionOptions& options = config.projections.at(name);
    targets.push_back({&options, &tables.at(options.table)});
  }
  return compile_projection(targets, {topic.name, config.flow.record_bytes, topic.format,
                                      !topic.dead_letter_topic.empty()});
}

// In the order of the topics.
std::vector<Projection> compile_all(const config::Config& config) {
  const std::map<std::string, TableCatalog> tables = read_tables(config);
  std::vector<Projection> projections;
  projections.reserve(config.topics.size());
  for (const TopicOptions& topic : config.topics) {
    projections.push_back(compile_topic(config, topic, tables));
  }
  return projections;
}

// Until the consumer thread ends. A second stop ends the process at once: what is in flight was
// not committed, so it will be read again.
ExitCode serve(Daemon& daemon, const Signals& signals, EventLog& log) {
  bool is_stopping = false;
  while (true) {
    const auto signal = signals.wait(kSignalWait);
    if (!signal) continue;
    switch (*signal) {
      case Signal::kEnded:
        return daemon.join();
      case Signal::kReload:
        log.write(Severity::kWarning, "config.reload",
                  "this version reads its configuration at the start only; nothing was changed");
        break;
      case Signal::kStop:
        if (is_stopping) _exit(static_cast<int>(ExitCode::kDone));
        is_stopping = true;
        daemon.request_stop();
        break;
    }
  }
}

config::Config load(const std::string& path) {
  try {
    return config::load(path);
  } catch (const StartupError& error) {
    throw StartupError(error.code(), std::string(error.what()) + " Nothing was started.");
  }
}

}  // namespace

ExitCode run(const RunArguments& arguments) {
  const config::Config config = load(arguments.config_path);
  const Signals signals;
  std::unique_ptr<EventLog> log = telemetry::make_event_log(config.log);
  Health health({PROJECTOR_VERSION, PROJECTOR_COMMIT, config.hash});
  const http::Server admin(config.http.admin, health.handlers());
  log->write(Severity::kInfo, "process.started",
             "manifest-projector " PROJECTOR_VERSION " (commit " PROJECTOR_COMMIT "), group " +
                 config.kafka.group + ", admin on " + config.http.admin);

  for (const std::string& warning : config.warnings) {
    log->write(Severity::kWarning, "config.warning", warning);
  }

  auto projections = ask_until_there(arguments, signals, *log, "sink.down",
                                     [&config] { return compile_all(config); });
  if (!projections) return ExitCode::kDone;
  const auto topics_seen = ask_until_there(arguments, signals, *log, "kafka.down", [&config] {
    kafka::check_topics(config.kafka, config.topics, kMetadataTimeout);
    return true;
  });
  if (!topics_seen) return ExitCode::kDone;

  Daemon daemon(config, std::move(*projections), health, *log);
  daemon.start(&Signals::say_ended);
  const ExitCode code = serve(daemon, signals, *log);
  log->write(Severity::kInfo, "process.ended",
             "ended with exit code " + std::to_string(static_cast<int>(code)));
  // A statement that nobody can cancel does not keep us: nothing of it was committed to Kafka. Nor
  // does librdkafka, whose threads would take a second to notice that they are to end.
  static_cast<void>(daemon.writers_end_within(kWritersEndTimeout));
  log.reset();
  _exit(static_cast<int>(code));
}

}  // namespace projector::app
