#include "topic_mapper.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "projector/core/packed_headers.h"

#include "event_rejection.h"
#include "json_string.h"

namespace projector {
namespace {

// A schema registry's serializers write a zero and the schema's number, of four bytes.
constexpr std::size_t kRegistryBytes = 5;

std::size_t least_row_bytes(const std::vector<ProjectionRule>& projections) {
  std::size_t cells = std::numeric_limits<std::size_t>::max();
  for (const ProjectionRule& projection : projections) {
    for (const EntryRule& entry : projection.entries) cells = std::min(cells, entry.columns.size());
  }
  return sizeof(RowChange) + cells * sizeof(Cell);
}

MapAction refuse(Rejection& rejection, RejectClass reject, std::string reason) {
  rejection = {reject, std::move(reason), {}};
  return MapAction::kRejected;
}

std::optional<std::uint32_t> entry_for(const SourcedCell& event, const ColumnRule& rule,
                                       const ProjectionRule& projection) {
  if (event.fault != CellFault::kNone) return std::nullopt;
  if (event.text.data() != nullptr) return projection.entry_for(event.text);
  return rule.default_text ? projection.entry_for(*rule.default_text) : std::nullopt;
}

}  // namespace

TopicMapper::TopicMapper(std::vector<ProjectionRule> projections, PointerTrie pointers,
                         MappedTopic topic)
    : topic_(std::move(topic)),
      row_bytes_min_(least_row_bytes(projections)),
      projections_(std::move(projections)),
      pointers_(std::move(pointers)) {}

std::size_t TopicMapper::mapped_bytes_min(std::size_t raw_bytes) const {
  return raw_bytes + kJsonPadding + sizeof(BatchRecord) + row_bytes_min_;
}

MapAction TopicMapper::map(const RecordView& record, Batch& batch, std::size_t bytes_max,
                           Rejection& rejection) {
  const std::size_t raw_bytes = record.key.size() + record.value.size();
  if (raw_bytes > topic_.record_bytes_max) {
    return refuse(rejection, RejectClass::kTooLarge,
                  "key and value have " + std::to_string(raw_bytes) +
                      " bytes, flow.record_bytes allows " +
                      std::to_string(topic_.record_bytes_max));
  }
  if (record.has_value() && record.value.empty()) {
    return refuse(rejection, RejectClass::kJson, "the value is empty, not a JSON document");
  }

  const Batch::Mark mark = batch.mark();
  RecordRoom room(batch, bytes_max);
  const MapAction action = map_record(record, batch, room, rejection);
  arrays_.shrink();
  if (action != MapAction::kMapped) batch.rewind(mark);
  return action;
}

MapAction TopicMapper::map_record(const RecordView& record, Batch& batch, RecordRoom& room,
                                  Rejection& rejection) {
  const bool has_headers = topic_.keeps_headers && record.headers != nullptr;
  const std::size_t header_bytes = has_headers ? packed_bytes(*record.headers) : 0;
  const std::size_t raw_bytes = record.key.size() + record.value.size() + header_bytes;
  if (!room.has(raw_bytes + kJsonPadding + sizeof(BatchRecord))) return MapAction::kNoRoom;

  BatchRecord& copied = batch.records.emplace_back();
  if (record.has_key()) copied.key = batch.arena.copy(record.key);
  std::string_view value;
  if (record.has_value()) value = batch.arena.copy(record.value, kJsonPadding);
  copied.value = value;
  if (has_headers) copied.headers = pack_headers(*record.headers, batch.arena);
  copied.first_row = static_cast<std::uint32_t>(batch.rows.size());
  if (record.has_value() && !walk_document(value, rejection)) return MapAction::kRejected;

  RecordFields from;
  from.record = &record;
  from.key = copied.key;
  from.walk = record.has_value() ? &walk_ : nullptr;
  from.room = &room;
  from.arrays = &arrays_;
  bool is_wanted = false;
  for (ProjectionRule& projection : projections_) {
    const MapAction action = map_projection(projection, from, batch, rejection);
    is_wanted |= action == MapAction::kMapped;
    if (action == MapAction::kRejected || action == MapAction::kNoRoom) return action;
  }
  copied.row_count = static_cast<std::uint32_t>(batch.rows.size()) - copied.first_row;
  return is_wanted ? MapAction::kMapped : MapAction::kIgnored;
}

bool TopicMapper::walk_document(std::string_view value, Rejection& rejection) {
  if (topic_.format == RecordFormat::kJsonRegistry) {
    const bool has_prefix = value.size() >= kRegistryBytes && value[0] == '\0';
    if (!has_prefix) {
      rejection = {RejectClass::kJson,
                   "the value does not begin with a schema registry's 5 bytes (a zero, and the "
                   "schema's number), as the topic's format json_registry says",
                   {}};
      return false;
    }
    value.remove_prefix(kRegistryBytes);
  }
  if (walk_.walk(value, pointers_)) return true;
  rejection = {RejectClass::kJson, walk_.error(), {}};
  return false;
}

MapAction TopicMapper::map_projection(ProjectionRule& projection, RecordFields& from, Batch& batch,
                                      Rejection& rejection) {
  EntryRule* entry = nullptr;
  const MapAction chosen = choose(projection, from, entry, rejection);
  return chosen == MapAction::kMapped ? rows_.map(*entry, from, batch, rejection) : chosen;
}

MapAction TopicMapper::choose(ProjectionRule& projection, const RecordFields& from,
                              EntryRule*& entry, Rejection& rejection) {
  const bool has_value = from.walk != nullptr;
  const ColumnRule* const rule =
      has_value && projection.event ? &projection.event.value() : nullptr;
  SourcedCell event;
  std::optional<std::uint32_t> place =
      has_value ? projection.only_entry : projection.tombstone_entry;
  if (rule != nullptr) {
    event = source_cell(*rule, from);
    if (event.fault == CellFault::kNoRoom) return MapAction::kNoRoom;
    place = entry_for(event, *rule, projection);
  }
  if (place) {
    entry = &projection.entries[*place];
    return MapAction::kMapped;
  }
  const bool is_needed = rule != nullptr && rule->is_required && event.text.data() == nullptr;
  if (projection.ignores_unknown && !is_needed) return MapAction::kIgnored;
  rejection =
      rule == nullptr ? reject_without_entry(has_value) : reject_event(*rule, projection, event);
  return MapAction::kRejected;
}

}  // namespace projector
