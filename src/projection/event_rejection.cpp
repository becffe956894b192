#include "event_rejection.h"

#include <string_view>
#include <utility>

#include "cell_check.h"

namespace projector {
namespace {

constexpr std::size_t kNamesShown = 5;

std::string known_events(const ProjectionRule& projection) {
  if (projection.events.empty()) return "there are none in `on`";
  std::string text = "there are ";
  std::size_t shown = 0;
  for (const auto& [name, entry] : projection.events) {
    if (shown == kNamesShown) return text + ", ...";
    text.append(shown == 0 ? "" : ", ").append(name);
    ++shown;
  }
  return text;
}

}  // namespace

Rejection reject_event(const ColumnRule& rule, const ProjectionRule& projection,
                       const SourcedCell& event) {
  std::string reason = rule.source.written;
  reason += reason.empty() ? "the whole value: " : ": ";
  const bool is_text = event.fault == CellFault::kNone && event.text.data() != nullptr;
  if (is_text) {
    reason += "no entry of `on` is for this event, a name of " +
              std::to_string(count_characters(event.text)) + " characters; ";
    reason += known_events(projection);
  } else {
    reason += "the name of an event was expected, got ";
    reason +=
        event.fault == CellFault::kNotUtf8 ? "bytes that are not UTF-8" : describe(event.kind);
  }
  return {RejectClass::kEvent, std::move(reason), {}};
}

Rejection reject_without_entry(bool has_value) {
  return {RejectClass::kEvent,
          has_value ? "the projection has an entry for tombstones only, and this record has a value"
                    : "the value is null, and the projection has no `tombstone` for such records",
          {}};
}

}  // namespace projector
