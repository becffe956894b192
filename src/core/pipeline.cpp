#include "projector/core/pipeline.h"

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "projector/base/check.h"

#include "pipeline_policy.h"

namespace projector {

Pipeline::Pipeline(const PipelineOptions& options, std::vector<PipelineTopic> topics)
    : options_(options),
      partitions_(topics.size()),
      topics_by_rank_(kTopicClassCount),
      limit_(in_flight_bounds(options.flow, options.writers)),
      credits_(limit_.current(), options.flow.in_flight_bytes),
      circuit_(options.seed),
      backoff_(options.retry.first, options.retry.limit, options.seed),
      link_backoff_(Circuit::kProbeFirst, Circuit::kProbeLimit, options.seed),
      writers_(options.writers) {
  const BatchLimits limits{options.flow.batch_rows, options.flow.batch_bytes};
  figures_.db_commit_ok_seconds = Histogram(latency_bounds());
  figures_.db_commit_error_seconds = Histogram(latency_bounds());
  for (PipelineTopic& topic : topics) {
    const auto index = static_cast<std::uint32_t>(topics_.size());
    TopicFigures figures;
    figures.freshness = Histogram(freshness_bounds(topic.options.freshness_budget));
    figures_.topics.push_back(std::move(figures));
    topics_by_rank_[static_cast<std::size_t>(topic.options.topic_class)].push_back(index);
    TopicLanes& added = topics_.emplace_back();
    added.options = std::move(topic.options);
    added.mapper = topic.mapper;
    added.lanes.reserve(options.writers);
    for (std::uint32_t writer = 0; writer < options.writers; ++writer) {
      added.lanes.emplace_back(index, limits, pool_);
    }
  }
}

// --- The group's assignment.

void Pipeline::assign(PartitionOffset start) {
  PartitionState& state = partitions_.at(start.partition);
  PROJECTOR_CHECK(!state.is_assigned(), "a partition was assigned twice");
  state.phase = PartitionPhase::kReading;
  state.begin(Epoch{++last_epoch_});
  state.watermark = Watermark(start.offset);
  state.committed.reset();
  state.end.reset();
  state.first_unread.reset();
  state.fresh_until.reset();
  state.is_freshness_assumed = false;
  state.resume_at = Instant{};
  state.reason.clear();
  state.standing = StandstillCause::kNone;
}

void Pipeline::unassign(PartitionRef partition) {
  PartitionState& state = partitions_.at(partition);
  if (!state.is_assigned()) return;
  state.phase = PartitionPhase::kAway;
  give_up_partition(partition, state.watermark.next_applied());
}

std::uint32_t Pipeline::unfinished(PartitionRef partition) const {
  const PartitionState* const state = partitions_.find_assigned(partition);
  return state == nullptr ? 0 : state->watermark.unfinished();
}

// --- Reading.

std::uint32_t Pipeline::records_wanted() const {
  return std::min({credits_.records_available(), options_.flow.poll_records, replay_room()});
}

// Records in flight, and applied behind one that is not, are what a crash makes us read again: the
// promise is twice the configured limit.
std::uint32_t Pipeline::replay_room() const {
  const std::uint64_t replay = credits_.records_in_use() + finished_above_;
  const std::uint64_t most = std::uint64_t{2} * options_.flow.in_flight_records;
  return static_cast<std::uint32_t>(most - std::min(replay, most));
}

bool Pipeline::read(const RecordView& record, Now now) {
  const PartitionState& state = partitions_.at(record.partition);
  if (!state.takes_records()) return true;
  if (record.offset < state.watermark.position()) {  // Its outcome is known, or still to come.
    ++figures_.topics[record.partition.topic].redelivered;
    return true;
  }
  if (replay_room() == 0) return false;
  if (is_too_old(record, now)) {
    pass_over(record, Outcome::kShed, now);
    return true;
  }
  const RecordMapper& mapper = *topics_[record.partition.topic].mapper;
  const std::size_t bytes_min = mapper.mapped_bytes_min(record.key.size() + record.value.size());
  if (bytes_min > credits_.bytes_max()) {
    rejection_ = too_large(credits_.bytes_max());
    return reject(record, now);
  }
  if (!credits_.has_room(bytes_min)) return false;

  Lane& lane = lane_for(record);
  Batch* batch = nullptr;
  std::size_t bytes_before = 0;
  switch (map(record, lane, batch, bytes_before)) {
    case MapAction::kMapped:
      take_in(record, *batch, bytes_before, now);
      return true;
    case MapAction::kIgnored:
      pass_over(record, Outcome::kIgnored, now);
      return true;
    case MapAction::kNoRoom:
      if (credits_.records_in_use() > 0) return false;
      rejection_ = too_large(credits_.bytes_max());
      return reject(record, now);
    case MapAction::kRejected:
      return reject(record, now);
  }
  return true;
}

// Once for each record that was not only offered.
void Pipeline::note_read(const RecordView& record, Now now) {
  PartitionState& state = partitions_.at(record.partition);
  TopicFigures& figures = figures_.topics[record.partition.topic];
  if (record.offset < state.next_unread) ++figures.redelivered;
  state.next_unread = std::max(state.next_unread, record.offset.next());
  if (record.timestamp && *record.timestamp > now.wall) ++figures.timestamp_skew;
}

MapAction Pipeline::map(const RecordView& record, Lane& lane, Batch*& batch,
                        std::size_t& bytes_before) {
  RecordMapper& mapper = *topics_[record.partition.topic].mapper;
  batch = &lane.collecting();
  const Batch::Mark mark = batch->mark();
  bytes_before = batch->bytes();
  const std::size_t bytes_free = credits_.bytes_available();
  const MapAction action = mapper.map(record, *batch, bytes_free, rejection_);
  if (action != MapAction::kMapped || batch->records.size() == 1 || lane.fits(*batch)) {
    return action;
  }
  batch->rewind(mark);
  batch = &lane.collecting_anew();
  bytes_before = batch->bytes();
  return mapper.map(record, *batch, bytes_free, rejection_);
}

void Pipeline::take_in(const RecordView& record, Batch& batch, std::size_t bytes_before, Now now) {
  note_read(record, now);
  PartitionState& state = partitions_.at(record.partition);
  BatchRecord& taken = batch.records.back();
  taken.partition = record.partition;
  taken.epoch = state.epoch;
  taken.offset = record.offset;
  taken.timestamp = record.timestamp;
  taken.aged_from = aged_from(record, now);
  taken.bytes = static_cast<std::uint32_t>(batch.bytes() - bytes_before);
  credits_.take(taken.bytes);
  ++state.in_flight;
  taken.sequence = state.watermark.add(record.offset, taken.aged_from);
  state.read_up_to(taken.aged_from);
  if (state.phase == PartitionPhase::kTrying) stops_.push_back({record.partition, {}, false});
}

// Its outcome is known as it is read.
void Pipeline::pass_over(const RecordView& record, Outcome outcome, Now now) {
  note_read(record, now);
  PartitionState& state = partitions_.at(record.partition);
  finish_in(state, state.watermark.add(record.offset, now.wall));
  if (outcome == Outcome::kShed) state.read_up_to(aged_from(record, now));
  count(record.partition, outcome);
  state.go_on();
}

bool Pipeline::is_too_old(const RecordView& record, Now now) const {
  const TopicLanes& topic = topics_[record.partition.topic];
  return topic.sheds && now.wall - aged_from(record, now) > topic.options.shed_older_than;
}

void Pipeline::obey(const ProtectionOrders& orders) {
  orders_ = orders;
  for (TopicLanes& topic : topics_) {
    const TopicClass topic_class = topic.options.topic_class;
    topic.sheds =
        topic.options.overload == OverloadPolicy::kShed && orders.is_shedding(topic_class);
    shares_.set_urgent(topic_class, orders.of(topic_class) == ClassOrder::kRescue);
  }
}

Lane& Pipeline::lane_for(const RecordView& record) {
  auto& lanes = topics_[record.partition.topic].lanes;
  // Records without a key keep the order of their partition.
  const std::size_t hash = record.has_key() ? std::hash<std::string_view>{}(record.key)
                                            : static_cast<std::size_t>(record.partition.partition);
  return lanes[hash % lanes.size()];
}

void Pipeline::pass_to(PartitionOffset position) {
  PartitionState& state = partitions_.at(position.partition);
  if (state.takes_records()) state.watermark.pass_to(position.offset);
}

void Pipeline::on_end_offset(PartitionOffset end, Now now) {
  PartitionState& state = partitions_.at(end.partition);
  if (!state.is_assigned()) return;
  if (state.end && end.offset > *state.end) {
    figures_.topics[end.partition.topic].arrived +=
        static_cast<std::uint64_t>(end.offset.value - state.end->value);
  }
  state.end = end.offset;
  const bool is_at_end = end.offset <= state.watermark.position();
  // Of a partition that was never read the age is not known: it counts from here.
  if (is_at_end || !state.fresh_until) {
    state.read_up_to(now.wall);
    state.is_freshness_assumed = !is_at_end;
  }
  // Nothing is there to be tried.
  if (is_at_end && state.watermark.unfinished() == 0) state.go_on();
}

void Pipeline::on_record_time(PartitionOffset place, WallTime timestamp, Now now) {
  PartitionState& state = partitions_.at(place.partition);
  if (state.is_assigned()) state.first_unread = {place.offset, std::min(timestamp, now.wall)};
}

// --- Committing.

std::vector<PartitionOffset> Pipeline::commits() const {
  std::vector<PartitionOffset> commits;
  partitions_.each_assigned([&commits](PartitionRef partition, const PartitionState& state) {
    const Offset next = state.watermark.next_applied();
    if (!state.committed || next > *state.committed) commits.push_back({partition, next});
  });
  return commits;
}

void Pipeline::on_committed(std::span<const PartitionOffset> next_offsets) {
  for (const PartitionOffset& next : next_offsets) {
    PartitionState& state = partitions_.at(next.partition);
    // One from before the partition went back in its log says nothing of where it stands now.
    const bool is_of_now = next.offset <= state.watermark.next_applied();
    if (state.is_assigned() && is_of_now) state.committed = next.offset;
  }
}

// --- Looking.

std::vector<std::uint32_t> Pipeline::writer_queues() const {
  std::vector<std::uint32_t> queues(options_.writers);
  for (const TopicLanes& topic : topics_) {
    for (std::size_t writer = 0; writer < queues.size(); ++writer) {
      queues[writer] += topic.lanes[writer].records();
    }
  }
  return queues;
}

bool Pipeline::is_sink_full() const {
  // The next record may need more than what is left; how much, nobody asks for every record.
  const bool is_out_of_bytes = credits_.bytes_available() < credits_.bytes_max() / 8;
  if (credits_.records_available() > 0 && !is_out_of_bytes) return false;
  const auto busy = std::count_if(writers_.begin(), writers_.end(), [](const WriterState& writer) {
    return writer.in_air != nullptr;
  });
  // A single key that all wait for keeps one writer busy; the sink is not why.
  return static_cast<std::size_t>(busy) * 2 > writers_.size();
}

std::vector<std::uint32_t> Pipeline::lane_records(std::uint32_t topic) const {
  std::vector<std::uint32_t> records;
  for (const Lane& lane : topics_[topic].lanes) records.push_back(lane.records());
  return records;
}

double Pipeline::oldest_age_seconds(std::uint32_t topic, Now now) const {
  double oldest = 0;
  for (const PartitionState& state : partitions_.of(topic)) {
    if (!state.is_assigned()) continue;
    auto since = state.watermark.oldest_unfinished();
    if (!since && state.end && *state.end > state.watermark.position()) since = state.waits_since();
    if (!since) continue;
    oldest = std::max(oldest, std::chrono::duration<double>(now.wall - *since).count());
  }
  return oldest;
}

}  // namespace projector
