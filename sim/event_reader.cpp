#include "sim/event_reader.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "sim/json_tree.h"

namespace harbor {
namespace {

// Every name in a pointer of one of the projections.
constexpr std::array<std::string_view, 15> kWanted = {
    "version",   "occurred_at", "booking_id", "passenger_no",   "sailing_id",
    "full_name", "cabin",       "status",     "type",           "booking",
    "id",        "passengers",  "no",         "boarding_group", "name"};

// Takes values out of nodes for columns; the first that its column cannot take is the reason.
class Columns {
 public:
  // NULL for a missing or null one.
  Text text(const JsonNode& node, std::string_view name) {
    return check_plain(node, name) ? Text(node.text) : Text();
  }

  std::optional<Instant> time(const JsonNode& node, std::string_view name) {
    if (!check_plain(node, name)) return std::nullopt;
    const auto time = parse_instant(node.text);
    if (!time) refuse(name, " is not a time");
    return time;
  }

  // Of a key or version column: NULL is refused.
  std::string required_text(const JsonNode& node, std::string_view name) {
    if (node.kind == JsonNode::Kind::kNull) refuse(name, " is missing");
    return check_plain(node, name) ? node.text : std::string();
  }

  template <typename Integer>
  Integer required_integer(const JsonNode& node, std::string_view name) {
    Integer value{};
    const bool is_null = node.kind == JsonNode::Kind::kNull;
    if (is_null || (check_plain(node, name) && !to_integer(node.text, value))) {
      refuse(name, " is not an integer");
    }
    return value;
  }

  template <typename Integer>
  static bool to_integer(std::string_view text, Integer& value) {
    const char* const end = text.data() + text.size();
    const auto [after, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && after == end;
  }

  void refuse(std::string_view name, std::string_view why) {
    if (reason_.empty()) reason_.append(name).append(why);
  }

  template <typename Any>
  std::variant<Change, BadRecord> result(Any change) {
    if (!reason_.empty()) return BadRecord{std::move(reason_)};
    return Change(std::move(change));
  }

 private:
  // Whether there is a value, and one that a column can hold.
  bool check_plain(const JsonNode& node, std::string_view name) {
    if (node.kind == JsonNode::Kind::kNull) return false;
    if (node.kind != JsonNode::Kind::kPlain) {
      refuse(name, " is not a plain value");
      return false;
    }
    const bool has_nul = node.text.find('\0') != std::string::npos;
    if (has_nul) refuse(name, " contains a NUL character");
    return !has_nul;
  }

  std::string reason_;
};

using Result = std::variant<Change, BadRecord>;

Result read_flat(const JsonNode& event) {
  Columns columns;
  FlatBooking booking;
  booking.version = columns.required_integer<std::int64_t>(event.at("version"), "version");
  booking.key.passenger_no =
      columns.required_integer<std::int32_t>(event.at("passenger_no"), "passenger_no");
  booking.key.booking_id = columns.required_text(event.at("booking_id"), "booking_id");
  booking.sailing_id = columns.text(event.at("sailing_id"), "sailing_id");
  booking.full_name = columns.text(event.at("full_name"), "full_name");
  booking.cabin = columns.text(event.at("cabin"), "cabin");
  booking.status = columns.text(event.at("status"), "status");
  booking.boarding_group = columns.text(event.at("boarding_group"), "boarding_group");
  booking.occurred_at = columns.time(event.at("occurred_at"), "occurred_at");
  return columns.result(std::move(booking));
}

Result read_snapshot(const JsonNode& event, std::optional<Instant> recorded_at) {
  Columns columns;
  Snapshot snapshot;
  snapshot.recorded_at = recorded_at;
  const JsonNode& booking = event.at("booking");
  snapshot.version = columns.required_integer<std::int64_t>(event.at("version"), "version");
  snapshot.booking_id = columns.required_text(booking.at("id"), "booking/id");
  const JsonNode& passengers = booking.at("passengers");
  if (passengers.kind != JsonNode::Kind::kArray) {
    columns.refuse("booking/passengers", " is not an array");
  }
  for (const JsonNode& element : passengers.children) {
    Passenger passenger;
    passenger.number = columns.required_integer<std::int32_t>(element.at("no"), "no");
    passenger.full_name = columns.text(element.at("name"), "name");
    passenger.cabin = columns.text(element.at("cabin"), "cabin");
    snapshot.passengers.push_back(passenger);
  }
  // Without an element there is no row to take them.
  if (!snapshot.passengers.empty()) {
    snapshot.sailing_id = columns.text(booking.at("sailing_id"), "booking/sailing_id");
    snapshot.status = columns.text(booking.at("status"), "booking/status");
    snapshot.occurred_at = columns.time(event.at("occurred_at"), "occurred_at");
  }
  return columns.result(std::move(snapshot));
}

Result read_check_in(const JsonNode& event) {
  Columns columns;
  CheckIn check_in;
  check_in.version = columns.required_integer<std::int64_t>(event.at("version"), "version");
  check_in.key.booking_id = columns.required_text(event.at("booking_id"), "booking_id");
  check_in.key.passenger_no =
      columns.required_integer<std::int32_t>(event.at("passenger_no"), "passenger_no");
  check_in.checked_in_at = columns.time(event.at("occurred_at"), "occurred_at");
  check_in.boarding_group = columns.text(event.at("boarding_group"), "boarding_group");
  return columns.result(std::move(check_in));
}

Result read_cancellation(const JsonNode& event) {
  Columns columns;
  Cancellation cancellation;
  cancellation.version = columns.required_integer<std::int64_t>(event.at("version"), "version");
  cancellation.booking_id = columns.required_text(event.at("booking_id"), "booking_id");
  return columns.result(std::move(cancellation));
}

bool is_storable(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return false;
  try {
    static_cast<void>(nlohmann::json(text).dump());
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;  // No UTF-8.
  }
}

Result read_erasure(const IncomingRecord& record) {
  Erasure erasure;
  erasure.recorded_at = record.timestamp;
  if (!record.version) return BadRecord{"header version is missing"};
  if (!Columns::to_integer(*record.version, erasure.version)) {
    return BadRecord{"header version is not an integer"};
  }
  if (!record.key) return BadRecord{"key is missing"};
  if (!is_storable(*record.key)) return BadRecord{"key is no text"};
  erasure.booking_id = *record.key;
  return Change(std::move(erasure));
}

Result read_life(const JsonNode& event, std::optional<Instant> recorded_at) {
  const std::string& type = event.at("type").text;
  if (type == "booking-confirmed" || type == "booking-amended") {
    return read_snapshot(event, recorded_at);
  }
  if (type == "passenger-checked-in") return read_check_in(event);
  if (type == "booking-cancelled") return read_cancellation(event);
  return BadRecord{"type is no known event"};
}

}  // namespace

Result read_record(const IncomingRecord& record, Model model) {
  if (model == Model::kLife && !record.value) return read_erasure(record);
  const auto event = read_json(record.value.value_or(std::string_view()), kWanted);
  if (!event) return BadRecord{"not valid JSON"};
  return model == Model::kLife ? read_life(*event, record.timestamp) : read_flat(*event);
}

}  // namespace harbor
