// What must hold for Kafka, PostgreSQL and edges to be reached and answered.

#include <algorithm>
#include <cctype>
#include <charconv>
#include <chrono>
#include <optional>
#include <system_error>

#include "projector/base/quantity.h"
#include "projector/base/small_file.h"

#include "cross_checks.h"
#include "option.h"

namespace projector::config {
namespace {

using std::chrono::milliseconds;

// librdkafka's default.
constexpr milliseconds kPollIntervalMost{300'000};

template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  return number;
}

bool is_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return false;
  const std::string_view host = std::string_view(text).substr(0, colon);
  const bool is_v6 = host.front() == '[' && host.back() == ']';
  const bool has_other = host.find_first_of("/, @") != std::string_view::npos;
  if (has_other || (!is_v6 && host.find(':') != std::string_view::npos)) return false;
  const auto port = number_of<std::uint32_t>(std::string_view(text).substr(colon + 1));
  return port && *port <= 65'535;
}

// Of what people write: "SASL_SSL://host:9092", "host", "one:9092,two:9092".
std::string address_hint(const std::string& text, const std::string& port) {
  if (text.find(',') != std::string::npos) return "write each as an element of its own";
  if (text.find("://") != std::string::npos) return "leave out what stands before the host";
  const bool lacks_port = !text.empty() && text.find(':') == std::string::npos;
  return (lacks_port ? "add the port, as in host:" : "as in localhost:") + port;
}

milliseconds poll_interval_of(const Config& config) {
  for (const auto& [name, value] : config.kafka.properties) {
    if (name != "max.poll.interval.ms") continue;
    if (const auto number = number_of<std::int64_t>(value)) return milliseconds(*number);
  }
  return kPollIntervalMost;
}

std::size_t rank_of(const std::string& state) {
  const auto* const found = std::find(kStates.begin(), kStates.end(), state);
  return static_cast<std::size_t>(found - kStates.begin());
}

void check_class(const AdmissionClassOptions& options, const std::string& path, Reading& reading) {
  const auto error = [&](const std::string& message, const std::string& hint) {
    reading.diagnostics().error(reading.place_of_first({path.c_str()}), path + message, hint);
  };
  const bool limits = reading.is_set(path + ".limit_from");
  const bool refuses = reading.is_set(path + ".refuse_from");
  const bool has_rate = reading.is_set(path + ".rate");
  if (!limits && !refuses) {
    return error(" would always be admitted",
                 "say from which state on it is limited or refused, as in `refuse_from: "
                 "protecting`");
  }
  if (options.limit_from == kStates.front() && !has_rate) {
    error(" is always limited, but has no `rate`",
          "as in `rate: 50/s`: what the sink has to spare shows only while records wait");
  }
  if (!limits && has_rate) {
    error(" has a `rate`, but no `limit_from`", "say from which state on the rate holds");
  }
  const bool knows_both = !options.limit_from.empty() && !options.refuse_from.empty();
  if (knows_both && rank_of(options.refuse_from) <= rank_of(options.limit_from)) {
    error(" is refused from " + options.refuse_from + " on, so it is never limited from " +
              options.limit_from + " on",
          "the states in their order: steady, absorbing, protecting, amplifying, stalled");
  }
}

bool is_path_name(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
  });
}

void check_url(const postgres::Options& options, Reading& reading) {
  const std::string& url = options.url;
  const bool is_url = url.starts_with("postgresql://") || url.starts_with("postgres://");
  const bool is_pairs = url.find("://") == std::string::npos && url.find('=') != std::string::npos;
  if (is_url || is_pairs) return;
  reading.diagnostics().error(
      reading.place_of_first({"postgres.url"}),
      "postgres.url: expected postgresql://USER@HOST:PORT/DATABASE, or key=value pairs of libpq",
      url.starts_with("jdbc:") ? "leave out \"jdbc:\"; the user stands before the host" : "");
}

// Why it gives no password; empty where it does. What is in it is nobody's business here.
std::string reason_of(const std::string& path) {
  const SmallFile file = read_small_file(path, kSecretBytesMax);
  if (!file.trouble.empty()) return " " + file.trouble;
  return file.text.empty() ? " is empty" : "";
}

void check_password_file(const postgres::Options& options, Reading& reading) {
  constexpr const char* kPath = "postgres.password_file";
  if (options.password_file.empty()) return;
  const std::string reason = reason_of(options.password_file);
  if (reason.empty()) return;
  reading.diagnostics().error(
      reading.place_of_first({kPath}),
      std::string(kPath) + ": " + reading.shown(kPath, options.password_file) + reason);
}

}  // namespace

void check_addresses(const Config& config, Reading& reading) {
  const auto check = [&reading](const std::string& address, const std::string& path,
                                const char* port) {
    if (is_address(address)) return;
    reading.diagnostics().error(reading.place_of_first({path.c_str()}),
                                path + ": expected host:port, got " + reading.shown(path, address),
                                address_hint(address, port));
  };
  check(config.http.admin, "http.admin", "9464");
  check(config.http.admission, "http.admission", "9465");
  for (std::size_t i = 0; i < config.kafka.brokers.size(); ++i) {
    check(config.kafka.brokers[i], "kafka.brokers[" + std::to_string(i) + "]", "9092");
  }
  if (config.http.admin == config.http.admission && !config.http.admin.ends_with(":0")) {
    reading.diagnostics().error(reading.place_of_first({"http.admission", "http.admin"}),
                                "http.admin and http.admission are the same address",
                                "take another port for one of them");
  }
}

void check_kafka_deadlines(const Config& config, Reading& reading) {
  const milliseconds interval = poll_interval_of(config);
  const auto check = [&](milliseconds duration, const char* path, const char* why) {
    if (duration < interval) return;
    std::string message = path;
    message.append(" (").append(format_duration(duration));
    message.append(") is not below max.poll.interval.ms of kafka.properties (");
    message.append(format_duration(interval)).append("): ").append(why);
    reading.diagnostics().error(
        reading.place_of_first({path, "kafka.properties.max.poll.interval.ms"}), message,
        "lower it, or raise max.poll.interval.ms");
  };
  check(config.runtime.revoke_drain, "kafka.revoke_drain",
        "the group gives up on a member that takes longer to let go of its partitions");
  check(config.postgres.statement_timeout, "postgres.statement_timeout",
        "a statement could still run when its partition has another owner");
}

void check_postgres(const Config& config, Reading& reading) {
  check_url(config.postgres, reading);
  check_password_file(config.postgres, reading);
}

void check_admission(const Config& config, Reading& reading) {
  for (const auto& [name, options] : config.admission.classes) {
    const std::string path = "admission.classes." + name;
    if (!is_path_name(name)) {
      reading.diagnostics().error(reading.place_of_first({path.c_str()}),
                                  path + ": edges ask for it by this name in a URL",
                                  "take letters, digits, \"-\", \"_\" and \".\"");
    }
    check_class(options, path, reading);
  }
}

}  // namespace projector::config
