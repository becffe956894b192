#include "topic_findings.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "projector/base/edit_distance.h"
#include "projector/base/quantity.h"

namespace projector::kafka {
namespace {

using std::chrono::milliseconds;

std::string in_quotes(std::string_view name) { return "\"" + std::string(name) + "\""; }

// nullopt: not told, or no whole number.
std::optional<std::int64_t> number_of(const TopicFacts& facts, std::string_view setting) {
  const auto found = facts.settings.find(setting);
  if (found == facts.settings.end()) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = found->second.data() + found->second.size();
  const auto [stop, error] = std::from_chars(found->second.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

// Of "compact,delete", "compact" and "delete" ("": nothing is deleted).
bool has_policy(const TopicFacts& facts, std::string_view policy) {
  const auto found = facts.settings.find("cleanup.policy");
  return found != facts.settings.end() && found->second.find(policy) != std::string::npos;
}

std::string bytes_text(std::int64_t bytes) { return format_bytes(static_cast<std::size_t>(bytes)); }

std::string near_name(std::string_view name, const std::vector<std::string>& names) {
  const std::string* const nearest = nearest_name(name, names);
  return nearest == nullptr ? "" : "did you mean " + in_quotes(*nearest) + "? Else ";
}

const char* remedy_for(rd_kafka_resp_err_t met) {
  switch (met) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
      return "correct sasl.mechanism, the user and the password of kafka.properties, or let the "
             "brokers know that user";
    case RD_KAFKA_RESP_ERR__SSL:
      return "check security.protocol and ssl.* of kafka.properties, and the names in the brokers' "
             "certificates";
    default:
      return "check that they run, the addresses, and kafka.properties";
  }
}

// One topic of the configuration.
class TopicCheck {
 public:
  TopicCheck(const ClusterFacts& cluster, const TopicUse& use, std::size_t place)
      : cluster_(cluster),
        use_(use),
        path_("topics[" + std::to_string(place) + "]"),
        facts_(cluster.topics.at(use.options.name)),
        subject_("topic " + in_quotes(use.options.name)) {}

  void check_topic(std::size_t record_bytes_max);
  void check_dead_letters();

  std::vector<StartupFinding> take() { return std::move(findings_); }

 private:
  void check_retention_time();
  void check_retention_bytes();
  void check_compaction();
  void check_size(std::size_t record_bytes_max);
  void check_letter_settings(const TopicFacts& letters, const std::string& subject);
  // False: it is not there.
  bool check_standing(const TopicFacts& facts, const std::string& name, const std::string& subject,
                      const char* key);
  void check_leaders(const TopicFacts& facts, const std::string& subject, const char* key);
  void tell(const TopicFacts& facts, const std::string& subject, const char* key);

  StartupFinding& add(FindingSeverity severity, const char* key, std::string message,
                      std::string remedy) {
    StartupFinding& finding = findings_.emplace_back();
    finding.severity = severity;
    finding.option.append(path_).append(key);
    finding.message = std::move(message);
    finding.remedy = std::move(remedy);
    return finding;
  }
  StartupFinding& error(const char* key, std::string message, std::string remedy) {
    return add(FindingSeverity::kError, key, std::move(message), std::move(remedy));
  }
  void warn(const char* key, std::string message, std::string remedy) {
    add(FindingSeverity::kWarning, key, std::move(message), std::move(remedy));
  }

  const ClusterFacts& cluster_;
  const TopicUse& use_;
  const std::string path_;
  const TopicFacts& facts_;
  const std::string subject_;
  std::vector<StartupFinding> findings_;
};

void TopicCheck::check_topic(std::size_t record_bytes_max) {
  if (!check_standing(facts_, use_.options.name, subject_, ".name")) return;
  tell(facts_, subject_, ".name");
  if (!facts_.may_read) {
    error(".name", subject_ + " may not be read",
          "grant READ on it to the principal that kafka.properties names");
  }
  check_leaders(facts_, subject_, ".name");
  check_retention_time();
  check_retention_bytes();
  check_compaction();
  check_size(record_bytes_max);
}

void TopicCheck::check_dead_letters() {
  const std::string& name = use_.options.dead_letter_topic;
  if (name.empty()) return;
  constexpr const char* kKey = ".dead_letter_topic";
  const std::string subject = "dead_letter_topic " + in_quotes(name) + " of " + subject_;
  const TopicFacts& letters = cluster_.topics.at(name);
  if (!check_standing(letters, name, subject, kKey)) return;
  tell(letters, subject, kKey);
  if (!letters.may_write) {
    error(kKey, subject + " may not be written",
          "grant WRITE on it to the principal that kafka.properties names");
  }
  check_leaders(letters, subject, kKey);
  check_letter_settings(letters, subject);
}

bool TopicCheck::check_standing(const TopicFacts& facts, const std::string& name,
                                const std::string& subject, const char* key) {
  switch (facts.standing) {
    case TopicStanding::kThere:
      return true;
    case TopicStanding::kMissing:
      error(key, subject + " is not there",
            near_name(name, cluster_.names) + "create it, or correct the name");
      return false;
    case TopicStanding::kForbidden:
      error(key, subject + " is not there, or hidden from us (" + facts.reason + ")",
            "create it, or grant READ and DESCRIBE on it (WRITE for dead letters)");
      return false;
    case TopicStanding::kUnavailable:
      error(key, subject + " is not known yet (" + facts.reason + ")",
            "look again when the brokers are well")
          .is_unavailable = true;
      return false;
  }
  return false;
}

void TopicCheck::check_leaders(const TopicFacts& facts, const std::string& subject,
                               const char* key) {
  if (facts.without_leader.empty()) return;
  std::string list;
  for (const std::int32_t partition : facts.without_leader) {
    list.append(list.empty() ? "" : ", ").append(std::to_string(partition));
  }
  warn(key, subject + ": partitions without a leader, which wait until they have one: " + list,
       "bring back the brokers that hold them");
}

// A topic that is held is read again `retention_reserve` before its records go.
void TopicCheck::check_retention_time() {
  const auto kept_ms = number_of(facts_, "retention.ms");
  if (!kept_ms || *kept_ms < 0 || !has_policy(facts_, "delete")) return;
  const milliseconds kept(*kept_ms);
  const std::string deletes =
      subject_ + " deletes records after " + format_duration(kept) + " (retention.ms)";
  if (kept <= use_.options.freshness_budget) {
    warn(".freshness_budget",
         deletes + ", within freshness_budget (" + format_duration(use_.options.freshness_budget) +
             "): what is not applied by then is lost before anybody is told",
         "raise retention.ms to days");
  }
  if (kept <= use_.options.retention_reserve) {
    warn(".retention_reserve",
         deletes + ", within retention_reserve (" +
             format_duration(use_.options.retention_reserve) +
             "): there is no time that an outage may last",
         "raise retention.ms, or lower retention_reserve");
  }
}

void TopicCheck::check_retention_bytes() {
  const auto kept = number_of(facts_, "retention.bytes");
  if (!kept || *kept < 0 || !has_policy(facts_, "delete")) return;
  warn(".name",
       subject_ + " deletes records beyond " + bytes_text(*kept) +
           " a partition (retention.bytes), however young: a backlog may be lost",
       "set retention.bytes=-1, and let retention.ms bound it");
}

void TopicCheck::check_compaction() {
  if (!has_policy(facts_, "compact")) return;
  if (use_.updates) {
    warn(".name",
         subject_ +
             " is compacted, and a projection has `do: update`: compaction keeps a key's "
             "last record only, so an event that changes a row may replace the one that "
             "makes it",
         "set cleanup.policy=delete, or let every event carry the whole row");
  }
  const auto kept_ms = number_of(facts_, "delete.retention.ms");
  if (!use_.erases || !kept_ms || milliseconds(*kept_ms) > use_.options.retention_reserve) return;
  warn(".name",
       subject_ + " keeps tombstones for " + format_duration(milliseconds(*kept_ms)) +
           " only (delete.retention.ms): a daemon that is away for longer misses removals",
       "raise delete.retention.ms to days");
}

void TopicCheck::check_size(std::size_t record_bytes_max) {
  const auto largest = number_of(facts_, "max.message.bytes");
  if (!largest || *largest < 0 || static_cast<std::size_t>(*largest) <= record_bytes_max) return;
  warn(".name",
       subject_ + " takes records of " + bytes_text(*largest) +
           " (max.message.bytes), more than flow.record_bytes (" + format_bytes(record_bytes_max) +
           "): larger ones are bad records",
       "raise flow.record_bytes, or lower max.message.bytes");
}

void TopicCheck::check_letter_settings(const TopicFacts& letters, const std::string& subject) {
  if (has_policy(letters, "compact")) {
    warn(".dead_letter_topic",
         subject +
             " is compacted: of letters with the same key the last one stays, and one "
             "without a key is refused",
         "set cleanup.policy=delete");
  }
  const auto room = number_of(letters, "max.message.bytes");
  const auto largest = number_of(facts_, "max.message.bytes");
  if (room && largest && *room < *largest) {
    warn(".dead_letter_topic",
         subject + " takes " + bytes_text(*room) + " (max.message.bytes), less than the topic (" +
             bytes_text(*largest) + "): a larger letter is written without its value",
         "raise its max.message.bytes above the topic's");
  }
}

void TopicCheck::tell(const TopicFacts& facts, const std::string& subject, const char* key) {
  std::string text = subject + ": " + std::to_string(facts.partitions) +
                     (facts.partitions == 1 ? " partition" : " partitions");
  if (facts.settings.empty()) {
    add(FindingSeverity::kInfo, key,
        text + "; its settings are not told (" + facts.settings_reason +
            "), so retention was not checked",
        "grant DESCRIBE_CONFIGS on it to check them");
    return;
  }
  const auto policy = facts.settings.find("cleanup.policy");
  if (policy != facts.settings.end()) text += ", cleanup.policy " + policy->second;
  const auto kept_ms = number_of(facts, "retention.ms");
  if (kept_ms && has_policy(facts, "delete")) {
    text += ", retention.ms " + (*kept_ms < 0 ? "-1" : format_duration(milliseconds(*kept_ms)));
  }
  add(FindingSeverity::kInfo, key, std::move(text), "");
}

}  // namespace

StartupFinding unreachable(const Options& options, const ClusterFacts& cluster) {
  std::string brokers;
  for (const std::string& broker : options.brokers) brokers.append(" ").append(broker);
  StartupFinding finding;
  finding.option = "kafka.brokers";
  finding.message = "no broker of" + brokers + " answers (" + cluster.unreachable + ")";
  finding.remedy = remedy_for(cluster.error);
  finding.is_unavailable = true;
  return finding;
}

std::vector<StartupFinding> findings_of(const ClusterFacts& cluster,
                                        const std::vector<TopicUse>& topics,
                                        std::size_t record_bytes_max) {
  std::vector<StartupFinding> all;
  for (std::size_t place = 0; place < topics.size(); ++place) {
    TopicCheck check(cluster, topics[place], place);
    check.check_topic(record_bytes_max);
    check.check_dead_letters();
    for (StartupFinding& finding : check.take()) all.push_back(std::move(finding));
  }
  return all;
}

}  // namespace projector::kafka
