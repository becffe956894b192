#include "access_book.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace projector::kafka {

void AccessBook::on_error(rd_kafka_resp_err_t error) {
  if (error == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) set_group_refused(true);
  if (error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED) is_topic_suspected_ = true;
}

void AccessBook::on_described(rd_kafka_event_t* described) {
  if (rd_kafka_event_error(described) != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  is_topic_suspected_ = false;
  std::size_t count = 0;
  const auto* const result = rd_kafka_event_DescribeTopics_result(described);
  const auto** const topics = rd_kafka_DescribeTopics_result_topics(result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const rd_kafka_error_t* const error = rd_kafka_TopicDescription_error(topics[i]);
    on_topic(rd_kafka_TopicDescription_name(topics[i]),
             error == nullptr ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_error_code(error));
  }
}

void AccessBook::on_topic(std::string_view topic, rd_kafka_resp_err_t error) {
  const auto found = std::find(topics_.begin(), topics_.end(), topic);
  if (found == topics_.end()) return;
  const auto index = static_cast<std::size_t>(found - topics_.begin());
  const bool is_refused = error == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
  if (!is_refused && error != RD_KAFKA_RESP_ERR_NO_ERROR) return;
  is_news_ = is_news_ || is_topic_refused_[index] != is_refused;
  is_topic_refused_[index] = is_refused;
}

void AccessBook::set_group_refused(bool is_refused) {
  is_news_ = is_news_ || is_group_refused_ != is_refused;
  is_group_refused_ = is_refused;
}

bool AccessBook::wants_look() const {
  return is_topic_suspected_ || std::find(is_topic_refused_.begin(), is_topic_refused_.end(),
                                          true) != is_topic_refused_.end();
}

std::optional<std::vector<std::string>> AccessBook::take_news() {
  if (!std::exchange(is_news_, false)) return std::nullopt;
  std::vector<std::string> refused(topics_.size());
  for (std::size_t topic = 0; topic < topics_.size(); ++topic) {
    if (is_topic_refused_[topic]) {
      refused[topic] = "the brokers refuse the user of kafka.properties the topic " +
                       topics_[topic] + " (TOPIC_AUTHORIZATION_FAILED): it lacks READ on it";
    } else if (is_group_refused_) {
      refused[topic] = "the brokers refuse the user of kafka.properties the group " + group_ +
                       " (GROUP_AUTHORIZATION_FAILED): it lacks READ on it";
    }
  }
  if (told_.empty()) told_.resize(topics_.size());
  if (refused == told_) return std::nullopt;
  told_ = refused;
  return refused;
}

}  // namespace projector::kafka
