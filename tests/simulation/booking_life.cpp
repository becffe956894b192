#include "booking_life.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <initializer_list>
#include <string_view>

namespace projector::simulation {
namespace {

constexpr const char* kPoisonedName = "POISON";
constexpr const char* kPoisonedGroup = "Z9";
constexpr std::size_t kPastKept = 6;
constexpr int kPassengersMax = 6;

enum ManifestPlace : std::size_t {
  kSailingId = 2,
  kFullName,
  kCabin,
  kStatus,
  kOccurredAt,
  kCheckedInAt,
  kBoardingGroup,
};
enum SailingPlace : std::size_t { kShip = 1, kDepartsAt };
enum ExportPlace : std::size_t { kState = 1, kAskedAt };

std::string join(std::initializer_list<std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(word);
  return text;
}

// Times that events tell: one for each version.
WallTime told_at(std::int64_t version) {
  return WallTime(std::chrono::milliseconds(1'782'000'000'125 + version * 1'000));
}

std::string json_time(WallTime at) {
  std::string text = text_of(at);
  text[10] = 'T';
  return text.replace(text.size() - 3, 3, "Z");
}

LogRecord change_of(std::string value, Change change, bool is_poisoned) {
  LogRecord record;
  record.value = std::move(value);
  record.meaning.kind = is_poisoned ? Meaning::Kind::kPoisoned : Meaning::Kind::kChange;
  record.meaning.change = std::move(change);
  return record;
}

}  // namespace

std::string text_of(WallTime at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<std::chrono::milliseconds> time(at - day);
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d.%03d+00",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
                static_cast<int>(time.subseconds().count()));
  return text.data();
}

NewRecord BookingLife::next(const std::array<int, kTopicCount>& partitions, WallTime now) {
  ++made_;
  if (random_.percent(scenario_.bad_percent)) {
    const std::size_t topic = random_.percent(80) ? kBookings : kSailings;
    const Booking lone = make(topic, partitions[topic]);
    if (auto record = bad(lone, now)) return finished(lone, std::move(*record), now);
  }
  Booking& booking = choose(partitions);
  std::optional<LogRecord> record;
  // What was shed is remembered nowhere: only in order it has one meaning.
  const bool may_repeat = scenario_.has_disorder && booking.topic != kExports;
  if (may_repeat && random_.percent(12)) record = repeat(booking, now);
  if (!record) record = live(booking, now);
  if (record->meaning.change) {
    booking.version = std::max(booking.version, record->meaning.change->version);
    const bool is_poisoned = record->meaning.kind == Meaning::Kind::kPoisoned;
    oracle_.apply(*record->meaning.change, is_poisoned, policy(booking) == BadRecords::kLetters);
    booking.past.push_back(*record);
    if (booking.past.size() > kPastKept) booking.past.erase(booking.past.begin());
  }
  return finished(booking, std::move(*record), now);
}

NewRecord BookingLife::finished(const Booking& booking, LogRecord record, WallTime now) const {
  if (booking.has_key && !record.key) record.key = booking.id;
  record.timestamp = now;
  return {{static_cast<std::uint32_t>(booking.topic), booking.partition}, std::move(record)};
}

BookingLife::Booking BookingLife::make(std::size_t topic, int partitions) {
  Booking made;
  made.topic = topic;
  constexpr std::array<std::string_view, kTopicCount> kPrefixes = {"HP-", "HPT-", "HPX-"};
  made.id = join({kPrefixes[topic], std::to_string(++last_id_)});
  made.partition = static_cast<std::int32_t>(random_.below(static_cast<std::size_t>(partitions)));
  made.has_key = !random_.percent(10);
  return made;
}

BookingLife::Booking& BookingLife::choose(const std::array<int, kTopicCount>& partitions) {
  if (bookings_.empty() || random_.percent(15)) {
    const std::size_t dice = random_.below(100);
    const std::size_t topic = dice < 65 ? kBookings : dice < 80 ? kSailings : kExports;
    return bookings_.emplace_back(make(topic, partitions[topic]));
  }
  if (scenario_.has_hot_booking && random_.percent(70)) return bookings_.front();
  constexpr std::size_t kAlive = 80;
  const std::size_t alive = std::min(bookings_.size(), kAlive);
  return bookings_[bookings_.size() - 1 - random_.below(alive)];
}

LogRecord BookingLife::live(Booking& booking, WallTime now) {
  if (booking.topic == kBookings && random_.percent(2)) {
    if (scenario_.ignores_unknown_events) return unknown();
  }
  const bool may_be_poisoned =
      may_be_bad(booking) && policy(booking) != BadRecords::kConfigurationMended;
  const bool is_poisoned = may_be_poisoned && random_.percent(1) && random_.percent(50);
  return event(booking, booking.version + random_.between(1, 2), is_poisoned, now);
}

// An old event again, or one that comes too late, or a second one of the same version.
std::optional<LogRecord> BookingLife::repeat(const Booking& booking, WallTime now) {
  if (booking.past.empty()) return std::nullopt;
  LogRecord again = random_.one_of(booking.past);
  if (random_.percent(40)) {
    if (again.meaning.change->version > 1 && random_.percent(60)) {
      again = event(booking, again.meaning.change->version - 1, false, now);
    } else {
      again = event(booking, again.meaning.change->version, false, now);
    }
  }
  // What it marks bears its own time; the first one's stays, because its version is not lower.
  const Change& change = *again.meaning.change;
  if (change.version < booking.version && oracle_.inserts(change)) return std::nullopt;
  if (!again.meaning.change->mark.empty()) again.meaning.change->mark = mark_of(booking.topic, now);
  return again;
}

LogRecord BookingLife::event(const Booking& booking, std::int64_t version, bool is_poisoned,
                             WallTime now) {
  if (booking.topic == kExports) return export_state(booking, version);
  if (booking.topic == kSailings) {
    if (booking.has_key && random_.percent(8)) return erase(booking, version, now);
    return sailing(booking, version, is_poisoned);
  }
  if (booking.version == 0) return snapshot(booking, version, is_poisoned, now);
  const std::int64_t dice = random_.between(0, 99);
  if (dice < 45) return snapshot(booking, version, is_poisoned, now);
  if (dice < 80) return check_in(booking, version, is_poisoned);
  if (dice < 92 || !booking.has_key) return cancel(booking, version);
  return erase(booking, version, now);
}

LogRecord BookingLife::snapshot(const Booking& booking, std::int64_t version, bool is_poisoned,
                                WallTime now) {
  Change change;
  change.kind = ChangeKind::kReplace;
  change.key = {booking.id};
  change.version = version;
  change.mark = mark_of(kBookings, now);
  const std::string sailing = join({"HPT-SKA-", std::to_string(version % 5)});
  const std::string occurred = json_time(told_at(version));
  std::string passengers;
  for (int no = 1; no <= kPassengersMax; ++no) {
    if (!random_.percent(45)) continue;
    const std::string name =
        is_poisoned ? kPoisonedName : join({"PASSENGER ", std::to_string(random_.below(1'000))});
    const std::string cabin = join({"B", std::to_string(random_.below(400))});
    passengers.append(passengers.empty() ? "" : ",");
    passengers.append(join(
        {R"({"no":)", std::to_string(no), R"(,"name":")", name, R"(","cabin":")", cabin, R"("})"}));
    change.rows.push_back({{booking.id, std::to_string(no)},
                           {{kSailingId, sailing},
                            {kFullName, name},
                            {kCabin, cabin},
                            {kStatus, "confirmed"},
                            {kOccurredAt, text_of(told_at(version))}}});
  }
  if (!change.rows.empty() && random_.percent(4)) {
    // The same passenger twice: the first stays.
    passengers.append(
        join({R"(,{"no":)", change.rows.front().first[1], R"(,"name":"AGAIN","cabin":null})"}));
  }
  std::string value =
      join({R"({"event_id":"0198f0a2-7c1e-7d55-9a3f-5f1f0c7a9b10","type":")",
            version == 1 ? "booking-confirmed" : "booking-amended", R"(","version":)",
            std::to_string(version), R"(,"occurred_at":")", occurred, R"(","booking":{"id":")",
            booking.id, R"(","sailing_id":")", sailing,
            R"(","status":"confirmed","channel":"web","passengers":[)", passengers, "]}}"});
  return change_of(std::move(value), std::move(change), is_poisoned && !passengers.empty());
}

LogRecord BookingLife::check_in(const Booking& booking, std::int64_t version, bool is_poisoned) {
  const std::string no = std::to_string(random_.between(1, kPassengersMax));
  const std::string group =
      is_poisoned ? kPoisonedGroup : std::string(1, static_cast<char>(random_.between('A', 'E')));
  Change change;
  change.kind = ChangeKind::kUpdate;
  change.key = {booking.id, no};
  change.version = version;
  change.set = {{kCheckedInAt, text_of(told_at(version))}, {kBoardingGroup, group}};
  std::string value =
      join({R"({"type":"passenger-checked-in","version":)", std::to_string(version),
            R"(,"occurred_at":")", json_time(told_at(version)), R"(","booking_id":")", booking.id,
            R"(","passenger_no":)", no, R"(,"boarding_group":")", group, R"("})"});
  return change_of(std::move(value), std::move(change), is_poisoned);
}

LogRecord BookingLife::cancel(const Booking& booking, std::int64_t version) {
  Change change;
  change.kind = ChangeKind::kUpdate;
  change.key = {booking.id};
  change.version = version;
  change.set = {{kStatus, "cancelled"}};
  std::string value = join({R"({"type":"booking-cancelled","version":)", std::to_string(version),
                            R"(,"occurred_at":")", json_time(told_at(version)),
                            R"(","booking_id":")", booking.id, R"("})"});
  return change_of(std::move(value), std::move(change), false);
}

// A record without a value.
LogRecord BookingLife::erase(const Booking& booking, std::int64_t version, WallTime now) {
  Change change;
  change.kind = ChangeKind::kDelete;
  change.table = booking.topic;
  change.key = {booking.id};
  change.version = version;
  change.mark = mark_of(booking.topic, now);
  if (booking.topic == kBookings) change.clear = {kFullName, kCabin};
  LogRecord record = change_of({}, std::move(change), false);
  record.value.reset();
  record.headers = {{"trace", "3f"}, {"version", std::to_string(version)}};
  return record;
}

LogRecord BookingLife::sailing(const Booking& booking, std::int64_t version, bool is_poisoned) {
  const std::string ship =
      is_poisoned ? kPoisonedName : join({"SHIP ", std::to_string(random_.below(9))});
  Change change;
  change.kind = ChangeKind::kUpsert;
  change.table = kSailings;
  change.version = version;
  change.rows.push_back({{booking.id}, {{kShip, ship}, {kDepartsAt, text_of(told_at(version))}}});
  std::string value =
      join({R"({"id":")", booking.id, R"(","version":)", std::to_string(version), R"(,"ship":")",
            ship, R"(","departs_at":")", json_time(told_at(version)), R"("})"});
  return change_of(std::move(value), std::move(change), is_poisoned);
}

LogRecord BookingLife::export_state(const Booking& booking, std::int64_t version) {
  const std::string state = join({"PART ", std::to_string(random_.below(9))});
  Change change;
  change.kind = ChangeKind::kUpsert;
  change.table = kExports;
  change.version = version;
  change.rows.push_back({{booking.id}, {{kState, state}, {kAskedAt, text_of(told_at(version))}}});
  std::string value =
      join({R"({"id":")", booking.id, R"(","version":)", std::to_string(version), R"(,"state":")",
            state, R"(","asked_at":")", json_time(told_at(version)), R"("})"});
  return change_of(std::move(value), std::move(change), false);
}

// Of a booking that has no other record, so that nothing newer stands for it.
std::optional<LogRecord> BookingLife::bad(const Booking& booking, WallTime now) {
  if (!may_be_bad(booking)) return std::nullopt;
  if (policy(booking) == BadRecords::kTableMended ||
      (policy(booking) == BadRecords::kLetters && random_.percent(50))) {
    LogRecord poisoned =
        booking.topic == kSailings ? sailing(booking, 1, true) : snapshot(booking, 1, true, now);
    if (poisoned.meaning.kind == Meaning::Kind::kPoisoned) return poisoned;
    return std::nullopt;
  }
  if (booking.topic == kBookings && !scenario_.ignores_unknown_events && random_.percent(20)) {
    LogRecord record = unknown();
    record.meaning.kind = Meaning::Kind::kBad;
    return record;
  }
  LogRecord record =
      booking.topic == kSailings ? sailing(booking, 1, false) : check_in(booking, 1, false);
  record.meaning = {Meaning::Kind::kBad, std::nullopt};
  record.headers = {{"trace", "3f"}, {"trace", "40"}};
  std::string& value = *record.value;
  switch (random_.between(0, 5)) {
    case 0:
      value.clear();
      break;
    case 1:
      value.pop_back();
      break;
    case 2:
      value.append("{}");
      break;
    case 3:
      value.replace(value.find(R"("version")"), 9, R"("edition")");
      break;
    case 4:
      value.replace(value.find(R"("version":1)"), 11, R"("version":"one")");
      break;
    default:
      value.append(scenario_.flow.record_bytes, ' ');
      break;
  }
  return record;
}

// Without dead letters they stop everything behind them, so they come late: a run that stands still
// meets no other fault.
bool BookingLife::may_be_bad(const Booking& booking) const {
  if (booking.topic == kExports) return false;
  return policy(booking) == BadRecords::kLetters || made_ * 3 > scenario_.records * 2;
}

LogRecord BookingLife::unknown() const {
  LogRecord record;
  record.value = R"({"type":"lounge-visited","version":1,"lounge":"north"})";
  record.meaning.kind = Meaning::Kind::kIgnored;
  return record;
}

std::string BookingLife::mark_of(std::size_t topic, WallTime now) const {
  const bool is_time = topic == kBookings && scenario_.manifest_mark == RemovedMark::kTimestamp;
  return is_time ? text_of(now) : "true";
}

}  // namespace projector::simulation
