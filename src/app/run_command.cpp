#include "run_command.h"

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "projector/base/startup_finding.h"
#include "projector/config/config.h"
#include "projector/config/finding.h"
#include "projector/http/server.h"
#include "projector/projection/projection.h"
#include "projector/telemetry/log.h"

#include "admission_desk.h"
#include "build_identity.h"
#include "daemon.h"
#include "explainer.h"
#include "health.h"
#include "page.h"
#include "process.h"
#include "reload.h"
#include "signals.h"
#include "sink_watch.h"
#include "startup_checks.h"

namespace projector::app {
namespace {

// A dependency that is away at the start is asked again so often.
constexpr auto kAskAgainPause = std::chrono::seconds(2);
constexpr auto kWritersEndTimeout = std::chrono::seconds(5);
constexpr auto kSignalWait = std::chrono::hours(1);

// Says that it ended however the scope is left.
struct SayEnded {
  SayEnded() = default;
  SayEnded(const SayEnded&) = delete;
  SayEnded& operator=(const SayEnded&) = delete;
  ~SayEnded() { Signals::say_ended(); }
};

// While dependencies are waited for.
struct Start {
  const RunArguments& arguments;
  const Signals& signals;
  EventLog& log;
  Health& health;
  bool is_reload_asked = false;  // To be done once there is something that can take it.
};

void keep_for_later(Start& start) {
  start.is_reload_asked = true;
  start.log.write(Severity::kInfo, "config.reload", "read again as soon as the daemon has begun");
}

// In a thread of its own, because a server that hangs may keep it for long. Nothing is in flight
// yet, so a stop ends the process meanwhile.
StartupChecks look(const config::Config& config, Start& start) {
  std::future<StartupChecks> checks = std::async(std::launch::async, [&config] {
    const SayEnded at_the_end;
    return check_servers(config);
  });
  while (true) {
    const auto signal = start.signals.wait(kSignalWait);
    if (signal == Signal::kEnded) return checks.get();
    if (signal == Signal::kReload) keep_for_later(start);
    if (signal == Signal::kStop) _exit(static_cast<int>(ExitCode::kDone));
  }
}

// False: a stop came.
bool wait_a_while(Start& start) {
  const auto signal = start.signals.wait(kAskAgainPause);
  if (signal == Signal::kReload) keep_for_later(start);
  return signal != Signal::kStop;
}

StartupError refusal(const std::vector<StartupFinding>& findings) {
  std::string text;
  for (const config::Finding& finding : located(findings)) {
    if (finding.severity == FindingSeverity::kInfo) continue;
    text.append(finding.text).append("\n");
  }
  return {code_for(findings), text + "Nothing was started."};
}

// Says what is waited for, in the log and to whoever asks.
void tell_waiting(const std::vector<StartupFinding>& findings, Start& start) {
  std::vector<std::string> servers;
  for (const StartupFinding& finding : findings) {
    if (finding.severity != FindingSeverity::kError) continue;
    const bool is_of_kafka =
        finding.option.starts_with("kafka") || finding.option.starts_with("topics");
    std::string text = finding.message;
    text.append("; ").append(finding.remedy);
    start.log.write(Severity::kWarning, is_of_kafka ? "kafka.down" : "sink.down",
                    text + "; waiting for it");
    servers.push_back(std::move(text));
  }
  start.health.wait_for(std::move(servers));
}

void log_remarks(const std::vector<StartupFinding>& findings, EventLog& log) {
  for (const config::Finding& finding : located(findings)) {
    const bool is_info = finding.severity == FindingSeverity::kInfo;
    log.write(is_info ? Severity::kInfo : Severity::kWarning, "start.checked", finding.text);
  }
}

// Looks until the servers are there. Nullopt: a stop came first. Throws StartupError with all that
// is wrong; for servers that are away only where waiting for them is not wanted.
std::optional<StartupChecks> check_until_there(const config::Config& config, Start& start) {
  while (true) {
    StartupChecks checks = look(config, start);
    if (!has_error(checks.findings)) {
      log_remarks(checks.findings, start.log);
      start.health.wait_for({});
      return checks;
    }
    const bool may_pass = code_for(checks.findings) == ExitCode::kUnavailable;
    if (!may_pass || start.arguments.require_healthy) throw refusal(checks.findings);
    tell_waiting(checks.findings, start);
    if (!wait_a_while(start)) return std::nullopt;
  }
}

// Until the consumer thread ends. A second stop ends the process at once: what is in flight was
// not committed, so it will be read again.
ExitCode serve(Daemon& daemon, const Signals& signals, Reload& reload, EventLog& log) {
  bool is_stopping = false;
  while (true) {
    const auto signal = signals.wait(kSignalWait);
    if (!signal) continue;
    switch (*signal) {
      case Signal::kEnded:
        return daemon.join();
      case Signal::kReload:
        if (is_stopping) {
          log.write(Severity::kInfo, "config.reload", "ignored: the daemon is stopping");
        } else {
          reload.read(daemon);
        }
        break;
      case Signal::kStop:
        if (is_stopping) _exit(static_cast<int>(ExitCode::kDone));
        is_stopping = true;
        daemon.request_stop();
        break;
    }
  }
}

telemetry::MemberInfo member_of(const config::Config& config) {
  const std::string& name = config.kafka.instance_id;
  return {name.empty() ? host_name() : name, config.kafka.group, PROJECTOR_VERSION};
}

config::Config load(const std::string& path) {
  try {
    return config::load(path);
  } catch (const StartupError& error) {
    throw StartupError(error.code(), std::string(error.what()) + "\nNothing was started.");
  }
}

}  // namespace

ExitCode run(const RunArguments& arguments) {
  const Signals signals;  // First: a SIGHUP that comes early is kept, and ends nothing.
  const config::Config config = load(arguments.config_path);
  std::unique_ptr<telemetry::AdjustableLog> log = telemetry::make_event_log(config.log);
  AdmissionDesk desk(config.admission, std::random_device{}());
  Health health({PROJECTOR_VERSION, PROJECTOR_COMMIT}, member_of(config), config.hash, desk);
  SinkWatch sink_watch(config, health);
  const Explainer explainer(config, health, sink_watch);
  std::map<std::string, http::Handler> handlers = health.handlers();
  handlers.merge(explainer.handlers());
  handlers.merge(page_handlers());
  const http::Server admin(config.http.admin, std::move(handlers));
  const http::Server admission(config.http.admission, desk.handlers());
  log->write(Severity::kInfo, "process.started",
             "manifest-projector " PROJECTOR_VERSION " (commit " PROJECTOR_COMMIT "), group " +
                 config.kafka.group + ", admin on " + config.http.admin + ", admission on " +
                 config.http.admission);

  for (const std::string& warning : config.warnings) {
    log->write(Severity::kWarning, "config.warning", warning);
  }

  Start start{arguments, signals, *log, health};
  auto checks = check_until_there(config, start);
  if (!checks) return ExitCode::kDone;

  Reload reload(arguments.config_path, config, health, *log);
  Daemon daemon(config, {std::move(checks->projections), checks->has_status_table}, health, desk,
                *log);
  daemon.start(&Signals::say_ended);
  checks.reset();  // Its client of Kafka takes a second to end, which nothing waits for here.
  if (start.is_reload_asked) reload.read(daemon);
  const ExitCode code = serve(daemon, signals, reload, *log);
  log->write(Severity::kInfo, "process.ended",
             "ended with exit code " + std::to_string(static_cast<int>(code)));
  // A statement that nobody can cancel does not keep us: nothing of it was committed to Kafka. Nor
  // does librdkafka, whose threads would take a second to notice that they are to end.
  static_cast<void>(daemon.writers_end_within(kWritersEndTimeout));
  daemon.end_status();
  log.reset();
  _exit(static_cast<int>(code));
}

}  // namespace projector::app
