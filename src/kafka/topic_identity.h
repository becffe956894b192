// What makes the offsets of a topic comparable: its id, and where offsets are versions, its number
// of partitions, by which keys find theirs. It is stored with each commit, so that a change is
// found out after a restart as well.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "projector/core/options.h"

#include "handles.h"

namespace projector::kafka {

struct TopicIdentity {
  std::string id;
  std::size_t partitions = 0;

  bool operator==(const TopicIdentity&) const = default;
};

// As it stands in a commit's metadata: "topic-id=Vv3a… partitions=12".
std::string written(const TopicIdentity& identity);
// nullopt: the metadata is another's, or empty.
std::optional<TopicIdentity> read_identity(std::string_view metadata);
// A sentence with the remedy, of a topic whose offsets are versions.
std::string what_changed(const TopicIdentity& before, const TopicIdentity& now);

// Of all topics. One that was made anew has lost the offsets of the one before; where offsets are
// versions, its rows are not comparable either. Thread: the consumer's.
class TopicIdentities {
 public:
  explicit TopicIdentities(const std::vector<TopicOptions>& topics);

  // Learns what is stored with the group's offsets, or where nothing is, what the brokers say, of
  // the topics in `partitions`. Blocks at most some seconds. False: they did not answer; `reason`.
  bool learn(rd_kafka_t* client, const rd_kafka_topic_partition_list_t& partitions,
             std::string& reason);

  // Asks the brokers, unless a question is open; they answer in `replies` by a
  // RD_KAFKA_EVENT_DESCRIBETOPICS_RESULT for take().
  void ask(rd_kafka_t* client, rd_kafka_queue_t* replies);
  // The open question went with its client.
  void forget_question() { is_asked_ = false; }
  // The topics that are found to have changed by this answer, each once.
  std::vector<std::uint32_t> take(rd_kafka_event_t* event);

  // Empty: it is what it was, as far as is known. Else why the rows are not comparable.
  std::string change_of(std::uint32_t topic) const;
  // Whether it was made anew, and its offsets are no versions of rows. Said once.
  bool take_made_anew(std::uint32_t topic);

  // Adds what was learned to partitions that are to be committed.
  void sign(rd_kafka_topic_partition_list_t& partitions) const;

 private:
  struct Watched {
    std::uint32_t topic = 0;
    std::string name;
    bool has_offset_versions = false;
    std::optional<TopicIdentity> first;  // What the rows were written by, or the offsets are of.
    TopicIdentity now;

    bool has_changed() const {
      return first && (has_offset_versions ? now != *first : now.id != first->id);
    }
  };

  bool learn_first(rd_kafka_t* client, Watched& watched, const TopicIdentity& described,
                   std::string& reason);

  std::vector<Watched> watched_;
  bool is_asked_ = false;
};

}  // namespace projector::kafka
