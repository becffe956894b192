#include "projector/core/explanation.h"

#include "projector/base/spoken.h"

#include "explanation_words.h"

namespace projector {

Explanation explain(const Snapshot& snapshot, const TopicSnapshot& topic, const SinkSight& sight,
                    std::span<const std::string> tables) {
  const Cause cause = find_cause(snapshot, topic, sight);
  const Explained explained{snapshot, topic, sight, tables, cause};
  return {topic.name, cause, sentence_of(explained), advice_of(explained)};
}

std::string tables_of(const Explained& explained) {
  return explained.tables.size() == 1 ? explained.tables.front() : "its tables";
}

std::string session_name(const std::string& application, std::int32_t pid) {
  // A prepared transaction holds locks without a session.
  if (pid == 0) return "a prepared transaction";
  const std::string number = "pid " + std::to_string(pid);
  return application.empty() ? "a session without a name (" + number + ")"
                             : application + " (" + number + ")";
}

std::string build_text(const SinkIndexBuild& build) {
  std::string text = "an index build";
  if (!build.index.empty()) text.append(" (").append(build.index).append(")");
  text.append(" on ").append(build.table).append(" by ");
  text.append(session_name(build.application, build.pid));
  if (!build.phase.empty()) text.append(", ").append(build.phase);
  if (build.done_share >= 0) text.append(", ").append(spoken_share(build.done_share));
  return text;
}

}  // namespace projector
