#include "sink_watch.h"

#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <pthread.h>

#include "projector/core/cause.h"

namespace projector::app {
namespace {

using std::chrono::seconds;

// How often it is asked whether a look is wanted. A look costs the server about a millisecond.
constexpr auto kAskEvery = seconds(2);
constexpr double kLookHoldsSeconds = 15;
// Asks in a row that wanted nothing, after which the connection is given back.
constexpr int kIdleAsksMax = 15;

std::vector<std::string> tables_of(const config::Config& config) {
  std::set<std::string> tables;
  for (const auto& [name, projection] : config.projections) tables.insert(projection.table);
  return {tables.begin(), tables.end()};
}

}  // namespace

SinkWatch::SinkWatch(const config::Config& config, const Health& health)
    : health_(health), inspector_(config.postgres, tables_of(config)) {
  thread_ = std::thread([this] { run(); });
}

SinkWatch::~SinkWatch() {
  {
    const MutexLock lock(mutex_);
    is_over_ = true;
  }
  over_.notify_all();
  thread_.join();
}

SinkSight SinkWatch::latest() const {
  const Instant now = std::chrono::steady_clock::now();
  const MutexLock lock(mutex_);
  const double age_seconds = to_seconds(now - looked_at_);
  if (age_seconds > kLookHoldsSeconds) return {};
  SinkSight sight = latest_;
  sight.age_seconds = age_seconds;
  return sight;
}

void SinkWatch::run() {
  pthread_setname_np(pthread_self(), "sight");
  int idle_asks = 0;
  while (wait_a_while()) {
    if (!wants_sight(*health_.latest())) {
      if (++idle_asks == kIdleAsksMax) inspector_.disconnect();
      continue;
    }
    idle_asks = 0;
    SinkSight seen = inspector_.look();
    seen.at_unix_seconds =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    const Instant now = std::chrono::steady_clock::now();
    const MutexLock lock(mutex_);
    latest_ = std::move(seen);
    looked_at_ = now;
  }
}

bool SinkWatch::wait_a_while() {
  const auto until = std::chrono::steady_clock::now() + kAskEvery;
  const MutexLock lock(mutex_);
  while (!is_over_) {
    if (over_.wait_until(mutex_, until) == std::cv_status::timeout) return !is_over_;
  }
  return false;
}

}  // namespace projector::app
