#include "cross_checks.h"

#include "projector/base/quantity.h"
#include "projector/config/memory.h"

namespace projector::config {
namespace {

// What each writer needs to be busy; the in-flight limit is never lowered below it.
constexpr std::uint32_t kRecordsOfWriter = 32;

}  // namespace

void check_flow(const Config& config, Reading& reading) {
  const FlowOptions& flow = config.flow;
  const std::string credits =
      "flow.in_flight_records (" + std::to_string(flow.in_flight_records) + ")";
  const auto within_credits = [&](std::uint32_t count, const char* path) {
    if (count <= flow.in_flight_records) return;
    reading.diagnostics().error(reading.place_of_first({path, "flow.in_flight_records"}),
                                std::string(path) + " (" + std::to_string(count) +
                                    ") is more than " + credits + ", so it could never be reached",
                                "lower " + std::string(path) + ", or raise flow.in_flight_records");
  };
  within_credits(flow.poll_records, "flow.poll_records");
  within_credits(flow.batch_rows, "flow.batch_rows");

  const auto within_bytes = [&](std::size_t bytes, const char* path) {
    if (bytes <= flow.in_flight_bytes) return;
    reading.diagnostics().error(reading.place_of_first({path, "flow.in_flight_bytes"}),
                                std::string(path) + " (" + format_bytes(bytes) +
                                    ") is more than flow.in_flight_bytes (" +
                                    format_bytes(flow.in_flight_bytes) +
                                    "), so such a record or batch could never be taken",
                                "lower " + std::string(path) + ", or raise flow.in_flight_bytes");
  };
  within_bytes(flow.record_bytes, "flow.record_bytes");
  within_bytes(flow.batch_bytes, "flow.batch_bytes");

  if (config.postgres.writers * kRecordsOfWriter > flow.in_flight_records) {
    reading.diagnostics().error(
        reading.place_of_first({"postgres.writers", "flow.in_flight_records"}),
        "postgres.writers (" + std::to_string(config.postgres.writers) +
            ") need 32 records each, more than " + credits,
        "take fewer, or raise flow.in_flight_records to " +
            std::to_string(config.postgres.writers * kRecordsOfWriter));
  }
}

void check_deadlines(const Config& config, Reading& reading) {
  const RuntimeOptions& runtime = config.runtime;
  if (runtime.shutdown_drain + runtime.revoke_drain > runtime.shutdown_grace) {
    reading.diagnostics().error(
        reading.place_of_first({"shutdown.drain", "kafka.revoke_drain", "shutdown.grace"}),
        "shutdown.drain (" + format_duration(runtime.shutdown_drain) +
            ") and kafka.revoke_drain (" + format_duration(runtime.revoke_drain) +
            ") do not fit into shutdown.grace (" + format_duration(runtime.shutdown_grace) + ")",
        "shorten one, or raise shutdown.grace and what stops the daemon");
  }
  if (config.retry.first > config.retry.limit) {
    reading.diagnostics().error(reading.place_of_first({"retry.first", "retry.limit"}),
                                "retry.first (" + format_duration(config.retry.first) +
                                    ") is longer than retry.limit (" +
                                    format_duration(config.retry.limit) + ")",
                                "lower retry.first, or raise retry.limit");
  }
  if (config.postgres.lock_timeout > config.postgres.statement_timeout) {
    reading.diagnostics().warn(
        reading.place_of_first({"postgres.lock_timeout", "postgres.statement_timeout"}),
        "postgres.lock_timeout is longer than postgres.statement_timeout, which ends the wait "
        "first",
        "lower it");
  }
}

void check_memory(const Config& config, Reading& reading) {
  const std::vector<MemoryPart> parts = worst_memory(config);
  const std::size_t worst = total_bytes(parts);
  if (worst <= config.flow.memory_limit) return;
  std::string message = "at worst " + format_bytes(worst) +
                        " of memory are needed, more than flow.memory_limit (" +
                        format_bytes(config.flow.memory_limit) + "):";
  for (const MemoryPart& part : parts) {
    message.append("\n    ").append(format_bytes(part.bytes)).append(" ").append(part.name);
    message.append(": ").append(part.how);
  }
  reading.diagnostics().error(
      reading.place_of_first({"flow.memory_limit", "flow.in_flight_bytes", "flow.batch_bytes",
                              "postgres.writers", "flow.prefetch_bytes"}),
      message, "lower one of them, or raise flow.memory_limit if the machine has it");
}

}  // namespace projector::config
