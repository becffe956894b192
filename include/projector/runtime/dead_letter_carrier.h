// Carries dead letters from the pipeline to their sink and acknowledgements back, and tells the
// operator of each letter, and once when they no longer get through.
//
// Thread: the consumer's.

#pragma once

#include <vector>

#include "projector/core/pipeline.h"
#include "projector/runtime/observer.h"
#include "projector/runtime/ports.h"

namespace projector {

class DeadLetterCarrier {
 public:
  // All must outlive it. `sink` is null where no topic has a dead-letter topic.
  DeadLetterCarrier(Pipeline& pipeline, DeadLetterSink* sink, Observer& observer, EventLog& log);

  void take_acknowledged(Now now);
  void send();
  // Whether they get through, for the observer and the log.
  void look();

 private:
  void tell(const DeadLetter& letter);

  Pipeline& pipeline_;
  DeadLetterSink* const sink_;
  Observer& observer_;
  EventLog& log_;
  std::vector<bool> are_waiting_;  // By topic.
};

}  // namespace projector
