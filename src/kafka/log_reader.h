// LogLookup on librdkafka. Its consumer is no member of the group: partitions are given to it one
// by one, a few at a time, each until its first message came, with queues so small that nothing
// more is fetched than must be.

#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "projector/kafka/log_lookup.h"

#include "fetch_queue.h"
#include "handles.h"

namespace projector::kafka {

class LogReader : public LogLookup {
 public:
  LogReader(const Options& options, const std::vector<TopicOptions>& topics,
            std::function<void()> wake);
  ~LogReader() override;

  void ask_record_time(PartitionOffset place) override;
  void ask_retention(std::uint32_t topic) override;
  void ask_log_starts(const std::vector<PartitionRef>& partitions) override;
  std::optional<LogFinding> next_finding() override;

 private:
  // Each may bring one batch of its partition, which is as large as its producer made it.
  static constexpr std::size_t kFetchesAtOnceMax = 4;

  void open();
  void start_fetches();
  void end_fetch(PartitionRef partition, std::optional<WallTime> timestamp);
  void give_up_late_fetches();
  void take_message(const rd_kafka_message_t& message);
  void take_reply(rd_kafka_event_t* event);
  void take_retention(rd_kafka_event_t* event);
  void take_log_starts(rd_kafka_event_t* event);
  rd_kafka_topic_t* handle_of(std::uint32_t topic);
  std::optional<std::uint32_t> find_topic(const char* name) const;

  const Options options_;
  std::vector<std::string> topic_names_;
  const std::function<void()> wake_;

  Client client_;  // Null until something is asked.
  Queue records_;
  Queue replies_;
  std::vector<TopicHandle> handles_;  // By topic.
  FetchQueue fetches_{kFetchesAtOnceMax};
  std::deque<LogFinding> findings_;
};

}  // namespace projector::kafka
