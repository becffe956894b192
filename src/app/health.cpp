#include "health.h"

#include <utility>

namespace projector::app {
namespace {

// The consumer thread ticks four times a second; the longest it may wait for librdkafka is a few
// seconds. Later than this it hangs, and only a restart helps.
constexpr auto kTickAgeMax = std::chrono::seconds(30);

http::Response answer(bool good, const char* yes, const char* no) {
  http::Response response;
  response.status = good ? 200 : 503;
  response.body = good ? yes : no;
  return response;
}

http::Response history_of(const telemetry::History& history, const http::Request& request) {
  const auto topic = request.queries.find("topic");
  const auto points = history.points(topic == request.queries.end() ? "" : topic->second);
  http::Response response;
  if (points) {
    response.content_type = "application/json";
    response.body = telemetry::render_history(*points);
  } else {
    response.status = 404;
    response.body = "no such topic\n";
  }
  return response;
}

}  // namespace

void Health::publish(std::shared_ptr<const Snapshot> snapshot) {
  history_.publish(snapshot);
  board_.publish(std::move(snapshot));
  last_tick_.store(std::chrono::steady_clock::now().time_since_epoch().count());
}

void Health::on_reload_taken(std::string hash) {
  const MutexLock lock(mutex_);
  config_.hash = std::move(hash);
  ++config_.reloads_ok;
}

void Health::on_reload_refused() {
  const MutexLock lock(mutex_);
  ++config_.reloads_error;
}

void Health::wait_for(std::vector<std::string> servers) {
  const MutexLock lock(mutex_);
  waiting_for_ = std::move(servers);
}

std::vector<std::string> Health::waiting_for() const {
  const MutexLock lock(mutex_);
  return waiting_for_;
}

telemetry::ConfigInfo Health::config() const {
  const MutexLock lock(mutex_);
  return config_;
}

bool Health::is_alive() const {
  const Duration::rep last = last_tick_.load();
  if (last == 0) return true;
  return std::chrono::steady_clock::now() - Instant(Duration(last)) < kTickAgeMax;
}

bool Health::is_ready() const {
  const auto snapshot = board_.latest();
  return snapshot->group_joined && !snapshot->stopping;
}

std::map<std::string, http::Handler> Health::handlers() const {
  return {
      {"/livez",
       [this](const http::Request&) {
         return answer(is_alive(), "alive\n", "the consumer thread makes no progress\n");
       }},
      {"/readyz",
       [this](const http::Request&) {
         return answer(is_ready(), "ready\n", "not joined to the group, or stopping\n");
       }},
      {"/metrics",
       [this](const http::Request&) {
         http::Response response;
         response.content_type = "text/plain; version=0.0.4; charset=utf-8";
         response.body =
             telemetry::render_metrics(*board_.latest(), build_, config(), desk_.counts());
         return response;
       }},
      {"/status.json",
       [this](const http::Request&) {
         http::Response response;
         response.content_type = "application/json";
         response.body = telemetry::render_status(*board_.latest(), config(), member_);
         return response;
       }},
      {"/history.json",
       [this](const http::Request& request) { return history_of(history_, request); }},
  };
}

}  // namespace projector::app
