#include "line_formatter.h"

#include <string>
#include <string_view>
#include <utility>

#include "projector/runtime/ports.h"

#include "escape.h"
#include "utc_time.h"

namespace projector::telemetry {
namespace {

constexpr std::size_t kEventBytesMax = 100;

struct LevelWords {
  std::string_view json;
  std::string_view text;
  std::string_view colour;  // Of a terminal.
};

LevelWords words_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::debug:
      return {"debug", "DEBUG", "\x1b[2m"};
    case spdlog::level::warn:
      return {"warning", "WARN ", "\x1b[33m"};
    case spdlog::level::err:
      return {"error", "ERROR", "\x1b[31m"};
    default:
      return {"info", "INFO ", "\x1b[32m"};
  }
}

std::string_view view(spdlog::string_view_t text) { return {text.data(), text.size()}; }

WallTime time_of(const spdlog::details::log_msg& message) {
  return std::chrono::floor<std::chrono::milliseconds>(message.time);
}

void append_text(std::string& line, const spdlog::details::log_msg& message, bool is_coloured) {
  const LevelWords words = words_of(message.level);
  line += utc_time_of_day(time_of(message)) + " ";
  if (is_coloured) line += words.colour;
  line += words.text;
  if (is_coloured) line += "\x1b[0m";
  line += " ";
  append_escaped(line, view(message.logger_name), Escape::kText, kEventBytesMax);
  line += "  ";
  append_escaped(line, view(message.payload), Escape::kText, EventLog::kMessageBytesMax);
}

void append_json(std::string& line, const spdlog::details::log_msg& message) {
  line += R"({"time":")" + utc_date_time(time_of(message)) + R"(","level":")";
  line += words_of(message.level).json;
  line += R"(","event":")";
  append_escaped(line, view(message.logger_name), Escape::kJson, kEventBytesMax);
  line += R"(","message":")";
  append_escaped(line, view(message.payload), Escape::kJson, EventLog::kMessageBytesMax);
  line += R"("})";
}

class LineFormatter : public spdlog::formatter {
 public:
  explicit LineFormatter(SharedLineForm form) : form_(std::move(form)) {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const LineForm form = form_->load();
    std::string line;
    if (form == LineForm::kJson) {
      append_json(line, message);
    } else {
      append_text(line, message, form == LineForm::kColouredText);
    }
    line += '\n';
    out.append(line.data(), line.data() + line.size());
  }

  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>(form_);
  }

 private:
  const SharedLineForm form_;
};

}  // namespace

std::unique_ptr<spdlog::formatter> make_line_formatter(SharedLineForm form) {
  return std::make_unique<LineFormatter>(std::move(form));
}

}  // namespace projector::telemetry
