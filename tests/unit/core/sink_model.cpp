#include "sink_model.h"

#include <algorithm>
#include <string>
#include <utility>

namespace projector {

void SinkModel::step() {
  arrive();
  read();
  dispatch();
  if (now_.steady >= next_tick_) {
    next_tick_ = now_.steady + kTick;
    pipeline_.follow_sink(now_.steady);
  }
  if (now_.steady >= next_look_) look();
  Instant next = std::min(next_tick_, now_.steady + kArrival);
  if (!answers_.empty()) next = std::min(next, answers_.begin()->first);
  now_.wall += std::chrono::duration_cast<std::chrono::milliseconds>(
      next.time_since_epoch() - now_.steady.time_since_epoch());
  now_.steady = std::max(next, now_.steady);
  while (!answers_.empty() && answers_.begin()->first <= now_.steady) answer();
}

void SinkModel::arrive() {
  arrived_ += arriving_per_second_ * to_seconds(now_.steady - arrived_at_);
  arrived_at_ = now_.steady;
  arrived_ = std::min(arrived_, static_cast<double>(read_) + 1e6);  // Kafka keeps no more here.
}

void SinkModel::read() {
  for (std::uint32_t wanted = pipeline_.records_wanted();
       wanted > 0 && static_cast<double>(read_) < arrived_; --wanted) {
    RecordView record;
    record.offset = Offset{static_cast<std::int64_t>(read_)};
    record.timestamp = now_.wall;
    const std::string key = std::to_string(random_() % 4096);
    record.key = key;
    record.value = "1";
    if (!pipeline_.read(record, now_)) return;
    ++read_;
  }
}

void SinkModel::dispatch() {
  while (const auto sent = pipeline_.next_dispatch(now_.steady)) {
    const std::uint32_t records = sent->range.size();
    const double chance = 0.8 + 0.4 * static_cast<double>(random_() % 1000) / 1000;
    const auto work = seconds(records / sink_.rows_per_second * chance);
    server_free_ = std::max(server_free_, now_.steady) + work;
    const auto latency = seconds(to_seconds(sink_.latency) * chance);
    answers_.emplace(server_free_ + latency, Answer{sent->writer, records, now_.steady});
  }
}

void SinkModel::answer() {
  const Answer answer = answers_.begin()->second;
  answers_.erase(answers_.begin());
  WriteResult result;
  result.action = WriteAction::kApplied;
  result.applied = answer.records;
  pipeline_.on_result(answer.writer, result, now_.steady - answer.sent, now_);
  applied_ += answer.records;
}

void SinkModel::look() {
  const double elapsed = to_seconds(now_.steady - looked_at_);
  const auto since = static_cast<double>(applied_ - applied_at_look_);
  sights_.push_back({to_seconds(now_.steady - kBegin), sink_.rows_per_second,
                     elapsed > 0 ? since / elapsed : 0, limit(),
                     pipeline_.credits().records_in_use()});
  looked_at_ = now_.steady;
  applied_at_look_ = applied_;
  next_look_ = now_.steady + kLook;
}

}  // namespace projector
