// What the brokers refuse to this client's user, and whether that changed: an access that was
// withdrawn looks like brokers that are silent, or like a group without partitions, and librdkafka
// tries for ever.
//
// Thread: the consumer's.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "handles.h"

namespace projector::kafka {

class AccessBook {
 public:
  AccessBook(std::vector<std::string> topics, std::string group)
      : topics_(std::move(topics)), group_(std::move(group)), is_topic_refused_(topics_.size()) {}

  // An error of the client or of a commit; other errors than those of access say nothing.
  void on_error(rd_kafka_resp_err_t error);
  // The group gave partitions, or stored offsets.
  void on_group_answered() { set_group_refused(false); }
  void on_described(rd_kafka_event_t* described);
  void on_topic(std::string_view topic, rd_kafka_resp_err_t error);

  // Whether the topics are to be described though none of their partitions is ours.
  bool wants_look() const;
  // By topic, what is refused; empty: nothing. nullopt: as told before, which costs nothing.
  std::optional<std::vector<std::string>> take_news();

 private:
  void set_group_refused(bool is_refused);

  const std::vector<std::string> topics_;
  const std::string group_;

  std::vector<bool> is_topic_refused_;
  bool is_group_refused_ = false;
  bool is_topic_suspected_ = false;  // Some topic is refused, and it was not said which.
  bool is_news_ = false;             // Something changed since it was taken.
  std::vector<std::string> told_;
};

}  // namespace projector::kafka
