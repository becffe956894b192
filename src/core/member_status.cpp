#include "projector/core/member_status.h"

#include <algorithm>
#include <array>
#include <map>

namespace projector {
namespace {

void worsen(FlowState& known, FlowState said) { known = std::max(known, said); }

// A member shows the worst topic of the highest class that has a topic which is not steady.
class MemberStates {
 public:
  void add(const OtherStatus& other, TopicClass topic_class) {
    worsen(by_owner_[other.owner][static_cast<std::size_t>(topic_class)],
           flow_state_of(other.state));
  }
  FlowState worst() const {
    FlowState worst = FlowState::kSteady;
    for (const auto& [owner, states] : by_owner_) worsen(worst, shown(states));
    return worst;
  }

 private:
  using ByClass = std::array<FlowState, kTopicClassCount>;

  static FlowState shown(const ByClass& states) {
    const auto* const found = std::find_if(
        states.begin(), states.end(), [](FlowState state) { return state != FlowState::kSteady; });
    return found == states.end() ? FlowState::kSteady : *found;
  }

  std::map<std::string, ByClass> by_owner_;
};

}  // namespace

std::vector<StatusRow> status_rows(const Snapshot& snapshot) {
  std::vector<StatusRow> rows;
  for (const TopicSnapshot& topic : snapshot.topics) {
    for (const PartitionSnapshot& partition : topic.partitions) {
      rows.push_back({topic.name, partition.partition, partition.as_of_unix_seconds, topic.state,
                      partition.lag, topic.drain_seconds});
    }
  }
  return rows;
}

GroupView group_view_of(const StatusAnswer& answer, std::span<const GroupTopic> topics) {
  GroupView view;
  view.is_known = true;
  view.members = answer.members;
  view.others.assign(topics.size(), FlowState::kSteady);
  MemberStates members;
  for (const OtherStatus& other : answer.others) {
    const FlowState state = flow_state_of(other.state);
    const auto known = std::find_if(topics.begin(), topics.end(), [&other](const auto& topic) {
      return topic.name == other.topic;
    });
    const bool is_ours = known != topics.end();
    if (is_ours) worsen(view.others[static_cast<std::size_t>(known - topics.begin())], state);
    members.add(other, is_ours ? known->topic_class : TopicClass::kNormal);
    if (state == FlowState::kSteady) continue;
    if (!other.drain_seconds) {
      view.others_drain_seconds.reset();
    } else if (view.others_drain_seconds) {
      view.others_drain_seconds = std::max(*view.others_drain_seconds, *other.drain_seconds);
    }
  }
  view.worst_other = members.worst();
  return view;
}

}  // namespace projector
