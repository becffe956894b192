// The two halves of an explanation, apart: what is, and what to do.

#pragma once

#include <span>
#include <string>

#include "projector/core/cause.h"
#include "projector/core/sink_sight.h"
#include "projector/core/snapshot.h"

namespace projector {

// All that an explanation is made of.
struct Explained {
  const Snapshot& snapshot;
  const TopicSnapshot& topic;
  const SinkSight& sight;
  std::span<const std::string> tables;
  Cause cause = Cause::kSteady;
};

// One sentence, with its full stop.
std::string sentence_of(const Explained& explained);
std::string advice_of(const Explained& explained);

// "passenger_manifest"; "its tables" where they are several or none is known.
std::string tables_of(const Explained& explained);
// "psql (pid 123)".
std::string session_name(const std::string& application, std::int32_t pid);
// "an index build on passenger_manifest by psql (pid 123), building index: scanning table, 42 %".
std::string build_text(const SinkIndexBuild& build);

}  // namespace projector
