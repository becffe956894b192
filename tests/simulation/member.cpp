#include "member.h"

#include <algorithm>
#include <utility>

#include "process.h"
#include "violation.h"

namespace projector::simulation {
namespace {

// The group knows a process by its member's number and its own.
constexpr int kProcessesMax = 1'000;

// The loop waits so long for the last commit of a revoke, and of the stop itself.
constexpr auto kLastCommits = std::chrono::seconds(10);
constexpr auto kStepLate = std::chrono::seconds(1);

}  // namespace

Member::Member(MemberParts parts, int target, std::uint64_t seed)
    : parts_(std::move(parts)), target_(target), random_(seed) {}

Member::~Member() = default;

void Member::start() {
  require(is_down(), "a member runs one process at a time");
  ++incarnation_;
  ++life_;
  is_frozen_ = false;
  parts_.trace.say("member.start", {target_, static_cast<std::int64_t>(incarnation_)});
  const auto wake = [this, incarnation = incarnation_] {
    if (incarnation == incarnation_ && !is_frozen_) step_at(parts_.agenda.now());
  };
  process_ = std::make_shared<Process>(ProcessParts{
      parts_.scenario, parts_.agenda, parts_.trace, parts_.brokers, parts_.server, target_,
      target_ * kProcessesMax + static_cast<int>(incarnation_), is_mended_, random_.next(), wake});
  step_at(parts_.agenda.now());
}

void Member::step_at(Instant due) {
  if (process_ == nullptr || (step_due_ && *step_due_ <= due)) return;
  step_due_ = due;
  parts_.agenda.at(due, [this, due, incarnation = incarnation_] {
    if (incarnation != incarnation_ || step_due_ != due) return;
    step_due_.reset();
    if (!is_frozen_) step();
  });
}

void Member::step() {
  const Now now{parts_.agenda.now(), parts_.agenda.wall() + clock_ahead_};
  const auto pause = process_->loop().step(now);
  check_stop();
  if (process_->loop().is_finished()) {
    parts_.trace.say("member.finished", {target_});
    end();
    return;
  }
  process_->check();
  holds_ += process_->take_new_holds();
  step_at(parts_.agenda.now() + std::max(pause, std::chrono::milliseconds(1)));
}

void Member::check_stop() const {
  if (!stopping_since_) {
    require(!process_->loop().is_finished(), "no member ends unasked");
    return;
  }
  const RuntimeOptions& runtime = parts_.scenario.runtime;
  const Duration most = runtime.shutdown_drain + runtime.revoke_drain + kLastCommits + kStepLate;
  require(parts_.agenda.now() - *stopping_since_ <= most, "a stop ends by its deadline");
}

void Member::kill() {
  parts_.trace.say("member.killed", {target_});
  end();
}

void Member::end() {
  step_due_.reset();
  stopping_since_.reset();
  ++incarnation_;
  ++life_;
  process_->source().die();
  process_->letters().die();
  process_->writers().die(process_);
  process_.reset();
}

void Member::freeze() {
  parts_.trace.say("member.frozen", {target_});
  is_frozen_ = true;
  ++life_;
  process_->source().freeze();
  process_->writers().freeze();
  process_->letters().freeze();
}

void Member::thaw() {
  if (process_ == nullptr || !is_frozen_) return;
  parts_.trace.say("member.thawed", {target_});
  is_frozen_ = false;
  if (stopping_since_) stopping_since_ = parts_.agenda.now();
  process_->source().thaw();
  process_->writers().thaw();
  process_->letters().thaw();
  step_due_.reset();
  step_at(parts_.agenda.now() + random_.pause(0, 50));
}

void Member::ask_to_stop() {
  parts_.trace.say("member.stopping", {target_});
  if (!stopping_since_) stopping_since_ = parts_.agenda.now();
  process_->loop().request_stop();
}

void Member::tune() {
  parts_.trace.say("member.tuned", {target_});
  process_->tune(random_);
}

void Member::set_clock(std::chrono::milliseconds ahead) {
  parts_.trace.say("member.clock", {target_, ahead.count()});
  clock_ahead_ = ahead;
}

void Member::hear(GroupView view) {
  if (process_ != nullptr) process_->loop().on_group_view(std::move(view));
}

FlowState Member::state_of(std::size_t topic) const {
  if (process_ == nullptr || is_frozen_) return FlowState::kSteady;
  return process_->state_of(topic);
}

bool Member::reads(PartitionRef partition) const {
  return process_ != nullptr && process_->source().reads(partition);
}

void Member::look() {
  if (process_ != nullptr) process_->source().look();
}

void Member::break_a_fetch() {
  if (process_ != nullptr) process_->source().break_a_fetch();
}

bool Member::waits_for_sink() const {
  if (process_ == nullptr || is_frozen_) return false;
  const Pipeline& pipeline = process_->pipeline();
  // A dead letter on its way holds its credit, and waits for brokers; what is in the air has been
  // sent and will be answered.
  const std::size_t elsewhere =
      pipeline.letters().open().size() + process_->writers().records_in_air();
  return pipeline.circuit().next_probe() && pipeline.credits().records_in_use() > elsewhere;
}

void Member::check_rest() const {
  if (process_ != nullptr) process_->check_rest();
}

std::string Member::state() const {
  if (process_ == nullptr) return "down";
  const Pipeline& pipeline = process_->pipeline();
  std::string text = std::to_string(pipeline.credits().records_in_use()) + " in flight, " +
                     std::to_string(pipeline.letters().open().size()) + " letters";
  for (std::uint32_t topic = 0; topic < pipeline.topic_count(); ++topic) {
    text.append(", lanes of topic ").append(std::to_string(topic)).append(":");
    for (const std::uint32_t records : pipeline.lane_records(topic)) {
      text.append(" ").append(std::to_string(records));
    }
  }
  pipeline.partitions().each_assigned([&](PartitionRef partition, const PartitionState& state) {
    text.append(", ").append(std::to_string(partition.topic)).append("/");
    text.append(std::to_string(partition.partition)).append(" phase ");
    text.append(std::to_string(static_cast<int>(state.phase))).append(" applied ");
    text.append(std::to_string(state.watermark.next_applied().value)).append(" position ");
    text.append(std::to_string(state.watermark.position().value)).append(" ");
    text.append(state.reason);
  });
  return text;
}

}  // namespace projector::simulation
