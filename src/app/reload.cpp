#include "reload.h"

#include <algorithm>
#include <utility>

#include "projector/config/reload.h"

namespace projector::app {
namespace {

constexpr const char* kEvent = "config.reload";

}  // namespace

Reload::Reload(std::string path, config::Config at_start, Health& health,
               telemetry::AdjustableLog& log)
    : path_(std::move(path)),
      health_(health),
      log_(log),
      in_force_(std::make_shared<const config::Config>(std::move(at_start))) {}

void Reload::read(Daemon& daemon) {
  config::Reload read = config::read_again(path_, *in_force());
  if (!read.config) {
    health_.on_reload_refused();
    log_.write(Severity::kError, kEvent, read.refusal);
    return;
  }
  auto next = std::make_shared<const config::Config>(*std::move(read.config));
  daemon.request_tuning(*next, [this, next] { take(next); });
}

// On the consumer thread.
void Reload::take(std::shared_ptr<const config::Config> next) {
  const std::shared_ptr<const config::Config> before = in_force();
  const std::string changed = config::changes(*before, *next);
  // At whichever level it is seen, or nobody would learn why the log changes.
  log_.adjust({std::min(before->log.level, next->log.level), next->log.format});
  for (const std::string& warning : next->warnings) {
    log_.write(Severity::kWarning, "config.warning", warning);
  }
  log_.write(Severity::kInfo, kEvent,
             changed.empty() ? "the file says what is in force already; nothing was changed"
                             : "taken: " + changed);
  log_.adjust(next->log);
  health_.on_reload_taken(next->hash);
  const MutexLock lock(mutex_);
  in_force_ = std::move(next);
}

std::shared_ptr<const config::Config> Reload::in_force() const {
  const MutexLock lock(mutex_);
  return in_force_;
}

}  // namespace projector::app
