#include "topic_identity.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <set>

namespace projector::kafka {
namespace {

// While it is open the consumer thread waits, so it is short; the caller asks again.
constexpr int kAskTimeoutMs = 2000;
constexpr std::string_view kIdMark = "topic-id=";
constexpr std::string_view kPartitionsMark = " partitions=";

TopicCollection collection_of(const std::vector<const char*>& names) {
  // It copies them; the parameter lacks a const.
  return TopicCollection(rd_kafka_TopicCollection_of_topic_names(
      const_cast<const char**>(names.data()), names.size()));
}

void describe(rd_kafka_t* client, const std::vector<const char*>& names, rd_kafka_queue_t* queue) {
  rd_kafka_DescribeTopics(client, collection_of(names).get(), nullptr, queue);
}

// nullopt: not there, or not told; that is no change.
std::optional<TopicIdentity> identity_of(const rd_kafka_TopicDescription_t* topic) {
  const rd_kafka_error_t* const error = rd_kafka_TopicDescription_error(topic);
  if (error != nullptr && rd_kafka_error_code(error) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::nullopt;
  }
  TopicIdentity identity;
  static_cast<void>(rd_kafka_TopicDescription_partitions(topic, &identity.partitions));
  identity.id = rd_kafka_Uuid_base64str(rd_kafka_TopicDescription_topic_id(topic));
  return identity;
}

// nullptr: it is not looked at.
template <typename Topics>
auto find_topic(Topics& topics, std::string_view name) {
  const auto found = std::find_if(topics.begin(), topics.end(),
                                  [name](const auto& watched) { return watched.name == name; });
  return found == topics.end() ? nullptr : &*found;
}

template <typename Take>
void each_described(rd_kafka_event_t* event, Take take) {
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  std::size_t count = 0;
  const auto* const result = rd_kafka_event_DescribeTopics_result(event);
  const auto** const topics = rd_kafka_DescribeTopics_result_topics(result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto identity = identity_of(topics[i])) {
      take(rd_kafka_TopicDescription_name(topics[i]), *identity);
    }
  }
}

// Of those that a broker tells of in time.
std::map<std::string, TopicIdentity> described_now(rd_kafka_t* client,
                                                   const std::vector<const char*>& names) {
  const Queue replies(rd_kafka_queue_new(client));
  describe(client, names, replies.get());
  const Event event(rd_kafka_queue_poll(replies.get(), kAskTimeoutMs));
  std::map<std::string, TopicIdentity> described;
  if (event == nullptr) return described;
  each_described(event.get(), [&](const char* name, const TopicIdentity& identity) {
    described.emplace(name, identity);
  });
  return described;
}

// What the group stored with an offset of the topic. False: the brokers did not answer.
bool read_stored(rd_kafka_t* client, const char* topic, std::size_t partitions,
                 std::optional<TopicIdentity>& stored, std::string& reason) {
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions)));
  rd_kafka_topic_partition_list_add_range(list.get(), topic, 0, static_cast<int>(partitions) - 1);
  const auto error = rd_kafka_committed(client, list.get(), kAskTimeoutMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    reason =
        std::string("the group's committed offsets cannot be read: ") + rd_kafka_err2str(error);
    return false;
  }
  for (int i = 0; i < list->cnt && !stored; ++i) {
    const auto& entry = list->elems[i];
    stored = read_identity({static_cast<const char*>(entry.metadata), entry.metadata_size});
  }
  return true;
}

}  // namespace

std::string written(const TopicIdentity& identity) {
  return std::string(kIdMark) + identity.id + std::string(kPartitionsMark) +
         std::to_string(identity.partitions);
}

std::optional<TopicIdentity> read_identity(std::string_view metadata) {
  const auto behind_id = metadata.find(kPartitionsMark);
  if (!metadata.starts_with(kIdMark) || behind_id == std::string_view::npos) return std::nullopt;
  TopicIdentity identity;
  identity.id = metadata.substr(kIdMark.size(), behind_id - kIdMark.size());
  const std::string_view count = metadata.substr(behind_id + kPartitionsMark.size());
  const char* const end = count.data() + count.size();
  const auto [stop, error] = std::from_chars(count.data(), end, identity.partitions);
  if (error != std::errc() || stop != end || identity.id.empty()) return std::nullopt;
  return identity;
}

std::string what_changed(const TopicIdentity& before, const TopicIdentity& now) {
  std::string said = now.id != before.id
                         ? "the topic was deleted and made anew"
                         : "the topic has " + std::to_string(now.partitions) +
                               " partitions and had " + std::to_string(before.partitions);
  return said.append(
      ", so its offsets cannot be compared with those that the rows bear as versions. It stays so: "
      "stop the group, empty the table, reset the group's offsets, and start again");
}

TopicIdentities::TopicIdentities(const std::vector<TopicOptions>& topics) {
  for (std::size_t i = 0; i < topics.size(); ++i) {
    Watched& watched = watched_.emplace_back();
    watched.topic = static_cast<std::uint32_t>(i);
    watched.name = topics[i].name;
    watched.has_offset_versions = topics[i].has_offset_versions;
  }
}

bool TopicIdentities::learn(rd_kafka_t* client, const rd_kafka_topic_partition_list_t& partitions,
                            std::string& reason) {
  std::set<Watched*> learning;
  for (int i = 0; i < partitions.cnt; ++i) {
    Watched* const watched = find_topic(watched_, partitions.elems[i].topic);
    // Where offsets are versions the first one stays. Of other topics, members may have met a new
    // one of this name meanwhile, and gone on with it.
    const bool is_known = watched != nullptr && watched->first && watched->has_offset_versions;
    if (watched != nullptr && !is_known) learning.insert(watched);
  }
  if (learning.empty()) return true;
  std::vector<const char*> names;
  names.reserve(learning.size());
  for (const Watched* const watched : learning) names.push_back(watched->name.c_str());
  const std::map<std::string, TopicIdentity> described = described_now(client, names);
  for (Watched* const watched : learning) {
    const auto found = described.find(watched->name);
    if (found != described.end()) {
      if (!learn_first(client, *watched, found->second, reason)) return false;
    } else if (watched->has_offset_versions) {  // Any other is learned in passing.
      reason = "topic " + watched->name + " cannot be described: no answer that names its id";
      return false;
    }
  }
  return true;
}

bool TopicIdentities::learn_first(rd_kafka_t* client, Watched& watched,
                                  const TopicIdentity& described, std::string& reason) {
  std::optional<TopicIdentity> stored;
  if (!read_stored(client, watched.name.c_str(), described.partitions, stored, reason)) {
    return false;
  }
  watched.now = described;
  watched.first = stored.value_or(described);
  return true;
}

void TopicIdentities::ask(rd_kafka_t* client, rd_kafka_queue_t* replies) {
  if (is_asked_ || watched_.empty()) return;
  std::vector<const char*> names;
  names.reserve(watched_.size());
  for (const Watched& watched : watched_) names.push_back(watched.name.c_str());
  is_asked_ = true;
  describe(client, names, replies);
}

std::vector<std::uint32_t> TopicIdentities::take(rd_kafka_event_t* event) {
  is_asked_ = false;
  std::vector<std::uint32_t> changed;
  each_described(event, [&](const char* name, const TopicIdentity& identity) {
    Watched* const watched = find_topic(watched_, name);
    if (watched == nullptr) return;
    if (!watched->first && watched->has_offset_versions) return;  // Learned from what is stored.
    if (!watched->first) watched->first = watched->now = identity;
    const bool had_changed = watched->has_changed();
    watched->now = identity;
    if (!had_changed && watched->has_changed()) changed.push_back(watched->topic);
  });
  return changed;
}

std::string TopicIdentities::change_of(std::uint32_t topic) const {
  for (const Watched& watched : watched_) {
    if (watched.topic != topic || !watched.has_offset_versions) continue;
    if (watched.first && watched.has_changed()) return what_changed(*watched.first, watched.now);
  }
  return {};
}

bool TopicIdentities::take_made_anew(std::uint32_t topic) {
  for (Watched& watched : watched_) {
    if (watched.topic != topic || watched.has_offset_versions || !watched.has_changed()) continue;
    watched.first = watched.now;
    return true;
  }
  return false;
}

void TopicIdentities::sign(rd_kafka_topic_partition_list_t& partitions) const {
  if (watched_.empty()) return;
  for (int i = 0; i < partitions.cnt; ++i) {
    auto& entry = partitions.elems[i];
    const Watched* const watched = find_topic(watched_, entry.topic);
    if (watched == nullptr || !watched->first) continue;
    const std::string text = written(*watched->first);
    entry.metadata = strdup(text.c_str());  // The list frees it.
    entry.metadata_size = text.size();
  }
}

}  // namespace projector::kafka
