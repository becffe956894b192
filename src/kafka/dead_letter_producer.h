// DeadLetterSink on librdkafka's producer.
//
// librdkafka tries again by itself for minutes; what it gives up is sent anew after a pause. A
// letter stays here until it is acknowledged, and librdkafka borrows its value: no second copy is
// made.
//
// A topic refuses a whole batch for one of its messages. Those refused are sent again one at a
// time, so that only the one that is refused alone has to give in, or waits while the others go:
//
//   in company --too large--> alone --too large--> without value --too large--> without headers
//   in company --another refusal--> alone --the same--> waits, and is tried again
//
// Thread: the consumer's.

#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "projector/core/backoff.h"
#include "projector/kafka/options.h"
#include "projector/runtime/ports.h"

#include "dead_letter_message.h"
#include "handles.h"

namespace projector::kafka {

class DeadLetterProducer : public DeadLetterSink {
 public:
  DeadLetterProducer(const Options& options, const std::vector<TopicOptions>& topics,
                     std::function<void()> wake);
  ~DeadLetterProducer() override;

  void send(DeadLetter letter) override;
  std::vector<std::uint64_t> take_acknowledged() override;
  std::string trouble(std::uint32_t topic) const override;

 private:
  struct Entry {
    DeadLetter letter;
    DeadLetterForm form;
    bool goes_alone = false;
    bool is_refused = false;  // Alone, for what cannot be left out.
  };
  // Of a configured topic; without a dead-letter topic it is never used.
  struct Topic {
    std::string source;
    TopicHandle handle;
    std::deque<Entry*> waiting;  // Not with librdkafka.
    std::size_t in_air = 0;
    bool is_one_alone = false;  // In the air.
    std::uint32_t failures = 0;
    Instant not_before{};
    std::string error;  // Of the last failure; empty after a success.
    std::deque<Entry*>
        refused;  // Until they are tried again; `refusals` counts those in the air too.
    std::size_t refusals = 0;
    Instant refused_until{};
    std::string refusal;                  // What was said of the last of them.
    std::optional<Instant> silent_since;  // Of those on their way none was acknowledged since then.
  };

  void take_event(rd_kafka_event_t* event);
  void take_report(const rd_kafka_message_t& message);
  void on_failure(Topic& topic, Entry& entry, rd_kafka_resp_err_t error);
  void on_refusal(Topic& topic, Entry& entry, rd_kafka_resp_err_t error);
  static bool give_in(Entry& entry, rd_kafka_resp_err_t error);
  void produce_waiting(Topic& topic, Instant now);
  rd_kafka_resp_err_t produce(Topic& topic, Entry& entry);

  const std::function<void()> wake_;
  std::map<std::uint64_t, Entry> entries_;  // Their addresses are with librdkafka: it goes first.
  Client client_;
  Queue queue_;
  std::vector<Topic> topics_;
  Backoff backoff_;
  std::vector<std::uint64_t> acknowledged_;
  std::string client_error_;  // What librdkafka last said of the brokers; empty after a success.
};

}  // namespace projector::kafka
