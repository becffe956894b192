#include "event_log.h"

#include <cstdlib>
#include <utility>
#include <vector>

#include <unistd.h>

#include <spdlog/sinks/base_sink.h>

#include "line_output.h"

namespace projector::telemetry {
namespace {

spdlog::level::level_enum level_of(Severity severity) {
  switch (severity) {
    case Severity::kDebug:
      return spdlog::level::debug;
    case Severity::kInfo:
      return spdlog::level::info;
    case Severity::kWarning:
      return spdlog::level::warn;
    case Severity::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

bool is_below(Severity severity, LogLevel level) {
  return static_cast<int>(severity) < static_cast<int>(level);
}
static_assert(static_cast<int>(Severity::kDebug) == static_cast<int>(LogLevel::kDebug));
static_assert(static_cast<int>(Severity::kError) == static_cast<int>(LogLevel::kError));

Now read_clocks() {
  return {std::chrono::steady_clock::now(),
          std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())};
}

spdlog::details::log_msg make_message(WallTime time, Severity severity, std::string_view event,
                                      std::string_view message) {
  return {time, spdlog::source_loc{}, spdlog::string_view_t(event.data(), event.size()),
          level_of(severity), spdlog::string_view_t(message.data(), message.size())};
}

std::string count_of_lines(std::uint64_t lines) {
  return std::to_string(lines) + (lines == 1 ? " line" : " lines");
}

// Needs no lock of spdlog's: the formatter's state is atomic, and the output has a lock of its own.
class DescriptorSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  DescriptorSink(int descriptor, SharedLineForm form)
      : base_sink(make_line_formatter(std::move(form))),
        output_(descriptor, [this](std::uint64_t lines) { return lost_line(lines); }) {}

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    output_.push(formatted(message));
  }
  void flush_() override {}

  std::string formatted(const spdlog::details::log_msg& message) {
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    return {line.data(), line.size()};
  }

  std::string lost_line(std::uint64_t lines) {
    const std::string message =
        count_of_lines(lines) + " lost here: the log was not read, or could not be written";
    return formatted(make_message(read_clocks().wall, Severity::kWarning, "log.lost", message));
  }

  LineOutput output_;
};

LineForm form_on_standard_error(LogFormat format) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this process changes the environment.
  const char* no_color = std::getenv("NO_COLOR");
  return line_form(format, isatty(STDERR_FILENO) == 1, no_color);
}

class StandardErrorLog final : public AdjustableLog {
 public:
  explicit StandardErrorLog(const Options& options)
      : form_(std::make_shared<std::atomic<LineForm>>(form_on_standard_error(options.format))),
        log_(options.level, make_descriptor_sink(STDERR_FILENO, form_), read_clocks) {}

  void write(Severity severity, std::string_view event, std::string_view message) override {
    log_.write(severity, event, message);
  }
  void adjust(const Options& options) override {
    form_->store(form_on_standard_error(options.format));
    log_.set_level(options.level);
  }

 private:
  const SharedLineForm form_;
  LimitedEventLog log_;
};

}  // namespace

LimitedEventLog::LimitedEventLog(LogLevel level, std::shared_ptr<spdlog::sinks::sink> sink,
                                 std::function<Now()> clock)
    : level_(level), sink_(std::move(sink)), clock_(std::move(clock)) {}

LimitedEventLog::~LimitedEventLog() {
  const WallTime time = clock_().wall;
  std::vector<LineLimiter::Suppressed> rest;
  {
    const MutexLock lock(mutex_);
    rest = limiter_.take_all();
  }
  for (const auto& suppressed : rest) put_suppressed(time, suppressed);
}

void LimitedEventLog::write(Severity severity, std::string_view event, std::string_view message) {
  if (is_below(severity, level_.load())) return;

  const Now now = clock_();
  std::vector<LineLimiter::Suppressed> ended;
  bool is_admitted = false;
  {
    const MutexLock lock(mutex_);
    ended = limiter_.take_ended(now.steady);
    is_admitted = limiter_.admit(severity, event, now.steady);
  }
  for (const auto& suppressed : ended) put_suppressed(now.wall, suppressed);
  if (is_admitted) put(now.wall, severity, event, message);
}

void LimitedEventLog::put(WallTime time, Severity severity, std::string_view event,
                          std::string_view message) {
  sink_->log(make_message(time, severity, event, message));
}

void LimitedEventLog::put_suppressed(WallTime time, const LineLimiter::Suppressed& suppressed) {
  put(time, suppressed.severity, "log.suppressed",
      "suppressed " + count_of_lines(suppressed.lines) + " of " + suppressed.event);
}

LineForm line_form(LogFormat format, bool is_terminal, const char* no_color) {
  const bool is_json = format == LogFormat::kAuto ? !is_terminal : format == LogFormat::kJson;
  if (is_json) return LineForm::kJson;
  const bool is_colour_unwanted = no_color != nullptr && *no_color != '\0';
  return is_terminal && !is_colour_unwanted ? LineForm::kColouredText : LineForm::kText;
}

std::shared_ptr<spdlog::sinks::sink> make_descriptor_sink(int descriptor, SharedLineForm form) {
  return std::make_shared<DescriptorSink>(descriptor, std::move(form));
}

std::unique_ptr<AdjustableLog> make_event_log(const Options& options) {
  return std::make_unique<StandardErrorLog>(options);
}

}  // namespace projector::telemetry
