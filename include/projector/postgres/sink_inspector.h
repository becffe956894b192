// What PostgreSQL shows while a sink is slow: who blocks our sessions, index builds on our tables,
// what our sessions wait for. Statements' texts are never asked for: they hold data.

#pragma once

#include <memory>
#include <string>
#include <vector>

#include "projector/core/sink_sight.h"
#include "projector/postgres/options.h"

namespace projector::postgres {

// Connects at its first look and keeps the connection. Thread: one owner.
class SinkInspector {
 public:
  SinkInspector(Options options, std::vector<std::string> tables);
  ~SinkInspector();

  // Never throws for what server or network do: what cannot be seen is said. Takes 2 s to connect
  // and 1 s to look at most, without the time of its look.
  SinkSight look();
  void disconnect();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace projector::postgres
