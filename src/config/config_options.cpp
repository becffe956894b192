// The options of all sections but topics and projections.

#include "option.h"

namespace projector::config {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t kSecond = 1'000;
constexpr std::uint64_t kHour = 3'600 * kSecond;
constexpr std::uint64_t kMemoryMost = std::uint64_t{1} << 40;

template <typename Enum>
constexpr std::size_t word_of(Enum value) {
  return static_cast<std::size_t>(value);
}

Option<Config> reloadable(Option<Config> option) {
  option.is_reloadable = true;
  return option;
}

void add_kafka(std::vector<Option<Config>>& options) {
  options.push_back({"kafka.brokers",
                     +[](Config& c) -> auto& { return c.kafka.brokers; },
                     {1, 100},
                     "Brokers to begin with, as host:port; the others are learned from them."});
  options.push_back({"kafka.group",
                     +[](Config& c) -> auto& { return c.kafka.group; },
                     {1, 249},
                     "Consumer group: all daemons of one group share its topics."});
  options.push_back({"kafka.instance_id",
                     +[](Config& c) -> auto& { return c.kafka.instance_id; },
                     {0, 249},
                     "Static membership: a name of this member that survives restarts, as the "
                     "pod's name. Killed and started again it reads on at once; a member that is "
                     "gone for good leaves its partitions unread for session.timeout.ms."});
  options.push_back({"kafka.start",
                     Choice<Config>{{"earliest", "latest"},
                                    [](Config& c, std::size_t word) {
                                      c.kafka.start = static_cast<kafka::StartPolicy>(word);
                                    },
                                    [](const Config& c) { return word_of(c.kafka.start); }},
                     {},
                     "Where a group with no offset in any of its topics starts."});
  options.push_back({"kafka.offset_lost",
                     Choice<Config>{{"stop", "earliest"},
                                    [](Config& c, std::size_t word) {
                                      c.kafka.offset_lost =
                                          static_cast<kafka::OffsetLostPolicy>(word);
                                    },
                                    [](const Config& c) { return word_of(c.kafka.offset_lost); }},
                     {},
                     "What to do when a committed offset is no longer in the log: stop the "
                     "partition, or go on with the earliest record there is, counted."});
  options.push_back(reloadable({"kafka.revoke_drain",
                                +[](Config& c) -> auto& { return c.runtime.revoke_drain; },
                                {0, kHour},
                                "How long a revoke waits for what is in flight."}));
}

void add_postgres(std::vector<Option<Config>>& options) {
  options.push_back({"postgres.url",
                     +[](Config& c) -> auto& { return c.postgres.url; },
                     {1, 4'096},
                     "Connection, as a URL or as key=value pairs of libpq. A password is better "
                     "kept in password_file."});
  options.push_back({"postgres.password_file",
                     +[](Config& c) -> auto& { return c.postgres.password_file; },
                     {0, 4'096},
                     "File with the password, read again at every connect."});
  options.push_back({"postgres.writers",
                     +[](Config& c) -> auto& { return c.postgres.writers; },
                     {1, 64},
                     "Workers that write, with one connection each. More only help while "
                     "PostgreSQL has idle cores."});
  options.push_back(reloadable({"postgres.statement_timeout",
                                +[](Config& c) -> auto& { return c.postgres.statement_timeout; },
                                {100, kHour},
                                "The most that one statement may take."}));
  options.push_back(reloadable({"postgres.lock_timeout",
                                +[](Config& c) -> auto& { return c.postgres.lock_timeout; },
                                {10, kHour},
                                "The most that one statement may wait for a lock."}));
  options.push_back(
      {"postgres.prepared_statements",
       +[](Config& c) -> auto& { return c.postgres.prepared_statements; },
       {},
       "False behind a proxy that pools transactions; timeouts are then set in each transaction."});
}

void add_flow(std::vector<Option<Config>>& options) {
  options.push_back(reloadable(
      {"flow.in_flight_records",
       +[](Config& c) -> auto& { return c.flow.in_flight_records; },
       {1, 1'000'000},
       "Credits: the most records that are read and not yet durable. The excess stays in Kafka."}));
  options.push_back(reloadable({"flow.in_flight_bytes",
                                +[](Config& c) -> auto& { return c.flow.in_flight_bytes; },
                                {1'024, kMemoryMost},
                                "The most bytes of such records."}));
  options.push_back(
      reloadable({"flow.poll_records",
                  +[](Config& c) -> auto& { return c.flow.poll_records; },
                  {1, 100'000},
                  "The most records taken at one poll, as far as credits are left."}));
  options.push_back(reloadable({"flow.batch_rows",
                                +[](Config& c) -> auto& { return c.flow.batch_rows; },
                                {1, 100'000},
                                "The most rows written in one transaction. Larger batches write "
                                "faster, and make one bad or slow row cost more."}));
  options.push_back(reloadable({"flow.batch_bytes",
                                +[](Config& c) -> auto& { return c.flow.batch_bytes; },
                                {1'024, kMemoryMost},
                                "The most bytes written in one transaction."}));
  options.push_back({"flow.record_bytes",
                     +[](Config& c) -> auto& { return c.flow.record_bytes; },
                     {1, 1'024 * kMebibyte},
                     "A record whose key and value are larger is bad (too_large). One of more rows "
                     "than batch_rows is a batch of its own."});
  options.push_back({"flow.prefetch_bytes",
                     +[](Config& c) -> auto& { return c.flow.prefetch_bytes; },
                     {kMebibyte, 2'048 * kMebibyte},
                     "What librdkafka may fetch ahead, over all partitions and classes."});
  options.push_back(reloadable({"flow.adaptive",
                                +[](Config& c) -> auto& { return c.flow.adaptive; },
                                {},
                                "Shrink the in-flight limit while the sink is slow; it is "
                                "never above in_flight_records."}));
  options.push_back(reloadable({"flow.target_latency",
                                +[](Config& c) -> auto& { return c.flow.target_latency; },
                                {10, kHour},
                                "About how long a record may be in flight when adaptive."}));
  options.push_back(reloadable({"flow.memory_limit",
                                +[](Config& c) -> auto& { return c.flow.memory_limit; },
                                {16 * kMebibyte, kMemoryMost},
                                "What the worst case of memory is checked against: base + "
                                "in_flight_bytes + writers x 4 x batch_bytes + prefetch."}));
}

void add_deadlines(std::vector<Option<Config>>& options) {
  options.push_back(reloadable(
      {"commit.interval",
       +[](Config& c) -> auto& { return c.runtime.commit_interval; },
       {10, kHour},
       "How often offsets are committed. After a kill, about this much work is read again."}));
  options.push_back(reloadable({"retry.first",
                                +[](Config& c) -> auto& { return c.retry.first; },
                                {1, kHour},
                                "Pause before a failed batch is tried again; doubled each time."}));
  options.push_back(reloadable({"retry.limit",
                                +[](Config& c) -> auto& { return c.retry.limit; },
                                {1, kHour},
                                "The longest such pause."}));
  options.push_back(reloadable({"shutdown.drain",
                                +[](Config& c) -> auto& { return c.runtime.shutdown_drain; },
                                {0, kHour},
                                "How long a stop waits for what is in flight to become durable."}));
  options.push_back(
      reloadable({"shutdown.grace",
                  +[](Config& c) -> auto& { return c.runtime.shutdown_grace; },
                  {kSecond, 24 * kHour},
                  "What whoever stops the daemon allows in all, as terminationGracePeriodSeconds "
                  "of Kubernetes. Checked against, not waited for."}));
}

void add_outside(std::vector<Option<Config>>& options) {
  options.push_back(reloadable(
      {"admission.unknown",
       Choice<Config>{
           {"admit", "refuse"},
           [](Config& c, std::size_t word) { c.admission.admits_unknown = word == 0; },
           [](const Config& c) { return std::size_t{c.admission.admits_unknown ? 0u : 1u}; }},
       {},
       "What edges are told while the other daemons' state is unknown and one's own is steady."}));
  options.push_back({"http.admin",
                     +[](Config& c) -> auto& { return c.http.admin; },
                     {1, 255},
                     "Where page, metrics, probes and status are served, as host:port."});
  options.push_back({"http.admission",
                     +[](Config& c) -> auto& { return c.http.admission; },
                     {1, 255},
                     "Where edges ask for admission, as host:port."});
  options.push_back(
      reloadable({"log.level",
                  Choice<Config>{{"debug", "info", "warning", "error"},
                                 [](Config& c, std::size_t word) {
                                   c.log.level = static_cast<telemetry::LogLevel>(word);
                                 },
                                 [](const Config& c) { return word_of(c.log.level); }},
                  {},
                  "The least important messages that are written."}));
  options.push_back(
      reloadable({"log.format",
                  Choice<Config>{{"auto", "text", "json"},
                                 [](Config& c, std::size_t word) {
                                   c.log.format = static_cast<telemetry::LogFormat>(word);
                                 },
                                 [](const Config& c) { return word_of(c.log.format); }},
                  {},
                  "Auto is text on a terminal, JSON lines otherwise."}));
}

}  // namespace

const std::vector<Option<Config>>& config_options() {
  static const std::vector<Option<Config>> described = [] {
    std::vector<Option<Config>> options;
    add_kafka(options);
    add_postgres(options);
    add_flow(options);
    add_deadlines(options);
    add_outside(options);
    return options;
  }();
  return described;
}

}  // namespace projector::config
