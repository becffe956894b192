#include "admission_desk.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

#include "projector/runtime/status_beat.h"

namespace projector::app {
namespace {

constexpr std::string_view kFolder = "/admission/";

// The consumer looks at itself four times a second. Later than this it hangs, and nothing is
// applied.
constexpr auto kOwnAgeMax = std::chrono::seconds(10);

std::optional<double> longest(std::optional<double> one, std::optional<double> other) {
  if (!one || !other) return std::nullopt;
  return std::max(*one, *other);
}

http::Response answered(const AdmissionAnswer& answer, bool denies) {
  const bool is_admitted = answer.decision == AdmissionDecision::kAdmit;
  // The order of the members is the contract's.
  const nlohmann::ordered_json body = {{"decision", name_of(answer.decision)},
                                       {"state", name_of(answer.state)},
                                       {"retry_after_s", answer.retry_after_seconds},
                                       {"reason", answer.reason}};
  http::Response response;
  response.status = is_admitted ? 200 : denies ? 403 : 429;
  response.content_type = "application/json";
  // Reasons carry texts of servers, which need not be UTF-8.
  response.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (!is_admitted) {
    response.headers.emplace_back("Retry-After", std::to_string(answer.retry_after_seconds));
  }
  return response;
}

bool denies(const http::Request& request) {
  const auto deny = request.queries.find("deny");
  return deny != request.queries.end() && deny->second == "403";
}

}  // namespace

AdmissionSight admission_sight(const Snapshot& own, const GroupView& others) {
  AdmissionSight sight;
  sight.is_own_known = own.group_joined;
  sight.own = flow_state_of(own.state);
  sight.own_reason = own.reason;
  for (const TopicSnapshot& topic : own.topics) {
    sight.spare_per_second += std::max(topic.out_per_second - topic.in_per_second, 0.0);
    if (flow_state_of(topic.state) == FlowState::kSteady) continue;
    sight.drain_seconds = longest(sight.drain_seconds, topic.drain_seconds);
  }
  sight.are_others_known = others.is_known;
  if (others.is_known) {
    sight.others = others.worst_other;
    sight.members = others.members;
    sight.drain_seconds = longest(sight.drain_seconds, others.others_drain_seconds);
  }
  return sight;
}

void AdmissionDesk::publish(std::shared_ptr<const Snapshot> snapshot) {
  const Instant now = std::chrono::steady_clock::now();
  const MutexLock lock(mutex_);
  own_ = std::move(snapshot);
  own_at_ = now;
  is_own_old_ = false;
  look();
}

void AdmissionDesk::on_group_view(const GroupView& view) {
  const Instant now = std::chrono::steady_clock::now();
  const MutexLock lock(mutex_);
  others_ = view;
  others_at_ = now;
  if (own_ != nullptr) look();
}

void AdmissionDesk::tune(const AdmissionOptions& options) {
  const MutexLock lock(mutex_);
  admission_.tune(options);
}

AdmissionCounts AdmissionDesk::counts() const {
  const MutexLock lock(mutex_);
  return admission_.counts();
}

std::optional<AdmissionAnswer> AdmissionDesk::ask(std::string_view name, Instant now) {
  const MutexLock lock(mutex_);
  look_at_age(now);
  return admission_.ask(name, now);
}

void AdmissionDesk::look() {
  AdmissionSight sight = admission_sight(*own_, others_);
  if (is_own_old_) {
    sight.own = FlowState::kStalled;
    sight.own_reason = "this member has made no progress for 10 s and more";
    sight.drain_seconds.reset();
  }
  admission_.see(std::move(sight));
}

void AdmissionDesk::look_at_age(Instant now) {
  if (own_ == nullptr) return;
  const bool is_own_old = now - own_at_ > kOwnAgeMax;
  const bool are_others_old = others_.is_known && now - others_at_ > kStatusAgeMax;
  if (is_own_old == is_own_old_ && !are_others_old) return;
  is_own_old_ = is_own_old;
  if (are_others_old) others_ = GroupView{};
  look();
}

std::map<std::string, http::Handler> AdmissionDesk::handlers() {
  return {{std::string(kFolder), [this](const http::Request& request) {
             const std::string_view name = std::string_view(request.path).substr(kFolder.size());
             const auto answer = ask(name, std::chrono::steady_clock::now());
             if (!answer) return http::Response{.status = 404, .body = "no such class\n"};
             return answered(*answer, denies(request));
           }}};
}

}  // namespace projector::app
