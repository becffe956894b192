#include "sim/produce.h"

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <limits>
#include <thread>

#include "sim/booking_text.h"
#include "sim/errors.h"
#include "sim/progress.h"
#include "sim/quantities.h"
#include "sim/stop_signal.h"

namespace harbor {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Records between two looks at clock and delivery reports when there is no pace.
constexpr std::uint64_t kRecordsPerLook = 256;

// Paced events go out at most once a millisecond: smooth, and next to no CPU in between.
constexpr milliseconds kPaceStep{1};

// Signals and the progress line are looked at least this often.
constexpr milliseconds kWaitMax{100};

class Run {
 public:
  explicit Run(const ProduceOptions& options)
      : options_(options),
        stream_(options.stream),
        text_(options.stream.seed, options.sizes),
        producer_(options.producer),
        progress_(options.quiet),
        begin_(Clock::now()),
        shown_at_(begin_) {}

  int to_the_end();

 private:
  bool is_over(nanoseconds elapsed) const;
  std::uint64_t due(nanoseconds elapsed) const;
  void wait_for_next(const RateProfile& pace, nanoseconds elapsed) const;
  void send(const BookingEvent& event);
  void send_next();
  void flush();
  void look();
  int report(nanoseconds took) const;

  const ProduceOptions& options_;
  BookingStream stream_;
  BookingText text_;
  kafka::Producer producer_;
  Progress progress_;
  const Clock::time_point begin_;
  Clock::time_point shown_at_;
  std::uint64_t shown_sent_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t rows_ = 0;  // That the good ones of them name.
  std::uint64_t bad_ = 0;
};

int Run::to_the_end() {
  while (!stop_was_asked()) {
    const nanoseconds elapsed = Clock::now() - begin_;
    for (std::uint64_t left = due(elapsed); left > 0 && !stop_was_asked(); --left) send_next();
    look();
    if (is_over(elapsed)) break;
    if (options_.pace) wait_for_next(*options_.pace, elapsed);
  }
  while (stream_.held_back() > 0) send(stream_.next_held_back());
  flush();
  return report(Clock::now() - begin_);
}

bool Run::is_over(nanoseconds elapsed) const {
  if (options_.events && sent_ >= *options_.events) return true;
  if (options_.pace) {
    return options_.pace->has_ended(elapsed) && options_.pace->due(elapsed) <= sent_;
  }
  return options_.until && elapsed >= *options_.until;
}

// How many records to send before the next look at the clock.
std::uint64_t Run::due(nanoseconds elapsed) const {
  const std::uint64_t wanted =
      options_.pace ? options_.pace->due(elapsed) : sent_ + kRecordsPerLook;
  const std::uint64_t limit = options_.events.value_or(std::numeric_limits<std::uint64_t>::max());
  const std::uint64_t until = std::min(wanted, limit);
  return until > sent_ ? std::min(until - sent_, kRecordsPerLook) : 0;
}

void Run::wait_for_next(const RateProfile& pace, nanoseconds elapsed) const {
  if (pace.due(elapsed) > sent_) return;  // Behind: no time to rest.
  const auto next = pace.time_of(sent_ + 1);
  const nanoseconds latest = elapsed + kWaitMax;
  const nanoseconds wake =
      std::clamp<nanoseconds>(next.value_or(latest), elapsed + kPaceStep, latest);
  std::this_thread::sleep_until(begin_ + wake);
}

void Run::send_next() {
  send(stream_.next(options_.events ? *options_.events - sent_ : BookingStream::kNoEnd));
}

void Run::send(const BookingEvent& event) {
  kafka::OutgoingRecord record;
  record.value = text_.value(event);
  record.version = text_.version_header(event);
  record.key = text_.key(event.booking);
  while (!producer_.try_send(record)) {
    if (stop_was_asked()) return;
    producer_.serve(kPaceStep);
    look();
  }
  ++sent_;
  if (event.flaw == Flaw::kNone) {
    rows_ += event.rows();
  } else {
    ++bad_;
  }
}

void Run::flush() {
  // Records time out by themselves, so this ends.
  while (producer_.queued() > 0) {
    producer_.serve(kWaitMax);
    look();
  }
}

void Run::look() {
  producer_.serve(milliseconds(0));
  const Clock::time_point now = Clock::now();
  if (!progress_.is_due(now)) return;
  const double interval = std::chrono::duration<double>(now - shown_at_).count();
  const double rate = static_cast<double>(sent_ - shown_sent_) / interval;
  const auto second = std::chrono::duration_cast<std::chrono::seconds>(now - begin_).count();
  const kafka::Deliveries& deliveries = producer_.deliveries();
  progress_.show(std::to_string(second) +
                 " s: " + grouped(static_cast<std::uint64_t>(std::llround(rate))) + "/s, sent " +
                 grouped(sent_) + ", acknowledged " + grouped(deliveries.acknowledged) +
                 ", failed " + grouped(deliveries.failed));
  shown_at_ = now;
  shown_sent_ = sent_;
}

int Run::report(nanoseconds took) const {
  const double seconds = std::chrono::duration<double>(took).count();
  const kafka::Deliveries& deliveries = producer_.deliveries();
  const double rate = seconds > 0 ? static_cast<double>(deliveries.acknowledged) / seconds : 0;
  if (options_.json) {
    std::printf("{\"events\":%" PRIu64 ",\"rows\":%" PRIu64
                ",\"seconds\":%.3f,\"rate\":%.1f,\"failed\":%" PRIu64 ",\"duplicates\":%" PRIu64
                ",\"disordered\":%" PRIu64 ",\"bad\":%" PRIu64 "}\n",
                deliveries.acknowledged, rows_, seconds, rate, deliveries.failed,
                stream_.duplicates(), stream_.disordered(), bad_);
  } else {
    std::printf(
        "%s events of %s rows in %.3f s: %s/s (%s duplicates, %s out of order, %s bad, %s "
        "failed)\n",
        grouped(deliveries.acknowledged).c_str(), grouped(rows_).c_str(), seconds,
        grouped(static_cast<std::uint64_t>(std::llround(rate))).c_str(),
        grouped(stream_.duplicates()).c_str(), grouped(stream_.disordered()).c_str(),
        grouped(bad_).c_str(), grouped(deliveries.failed).c_str());
  }
  if (deliveries.failed == 0) return kExitDone;
  std::fprintf(stderr, "harbor-sim: %s of %s events were not acknowledged: %s\n",
               grouped(deliveries.failed).c_str(), grouped(sent_).c_str(),
               deliveries.first_failure.c_str());
  return kExitUnavailable;
}

}  // namespace

int run_produce(const ProduceOptions& options) {
  if (options.create_partitions > 0) {
    kafka::create_topic(options.producer.topic, options.create_partitions, options.create_replicas);
  }
  watch_stop_signals();
  return Run(options).to_the_end();
}

}  // namespace harbor
