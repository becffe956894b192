#include "sim/booking_text.h"

#include <charconv>
#include <system_error>

#include "sim/mixing.h"

namespace harbor {
namespace {

// 32 of them: without I, O, 0 and 1, which people mistake for one another.
constexpr std::string_view kKeyCharacters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

constexpr std::array<std::string_view, 8> kStatuses = {
    "confirmed", "confirmed", "confirmed", "confirmed", "paid", "paid", "waitlisted", "cancelled"};

// What a flat event has before its filler, and the remarks around nothing, at most.
constexpr std::size_t kHeadBytesMax = 384;

// 2026-07-14T09:00:00Z, the morning of the burst. One event a millisecond from there on.
constexpr std::uint64_t kFirstEventMs = 1'784'019'600'000;

std::string_view type_of(const BookingEvent& event) {
  if (event.flaw == Flaw::kUnknownType) return "booking-teleported";
  switch (event.kind) {
    case EventKind::kAmended:
      return "booking-amended";
    case EventKind::kCheckedIn:
      return "passenger-checked-in";
    case EventKind::kCancelled:
      return "booking-cancelled";
    case EventKind::kFlat:
    case EventKind::kConfirmed:
    case EventKind::kErased:
      break;
  }
  return event.version == 1 || event.kind == EventKind::kConfirmed ? "booking-confirmed"
                                                                   : "booking-amended";
}

void append_passenger_number(std::string& text, const BookingEvent& event, unsigned number) {
  if (event.flaw == Flaw::kWrongNumber) {
    text += R"("one")";
  } else if (event.flaw == Flaw::kLargeNumber) {
    append_number(text, 3'000'000'000 + number);
  } else {
    append_number(text, number);
  }
}

// The passenger that a flat event or a check-in is about.
unsigned only_passenger(const BookingEvent& event) {
  return static_cast<unsigned>(std::countr_zero(event.passengers)) + 1;
}

char boarding_group(std::uint64_t bits) { return static_cast<char>('A' + bits % 5); }

std::optional<std::size_t> parse_size(std::string_view text) {
  std::size_t size = 0;
  const char* const end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data(), end, size);
  const bool is_size = error == std::errc() && after == end;
  if (!is_size || size < kEventBytesMin || size > kEventBytesMax) return std::nullopt;
  return size;
}

}  // namespace

std::optional<EventSizes> EventSizes::parse(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto least = parse_size(text.substr(0, dash));
  const auto most = dash == std::string_view::npos ? least : parse_size(text.substr(dash + 1));
  if (!least || !most || *least > *most) return std::nullopt;
  return EventSizes{*least, *most};
}

BookingText::BookingText(std::uint64_t seed, EventSizes sizes)
    : seed_(mixed(seed)),
      sizes_(sizes),
      filler_(seed_, sizes.least_bytes > kHeadBytesMax ? sizes.least_bytes - kHeadBytesMax : 0,
              sizes.most_bytes) {
  value_.reserve(2 * sizes.most_bytes);
}

std::string_view BookingText::key(std::uint32_t booking) {
  // An odd factor and a shift are one-to-one on 30 bits: distinct bookings keep distinct keys.
  constexpr std::uint64_t kMask = kBookingsMax - 1;
  std::uint64_t bits = (booking + seed_) & kMask;
  bits = (bits * 0x2c1b3c6du) & kMask;
  bits ^= bits >> 15;
  bits = (bits * 0x297a2d39u) & kMask;

  key_ = "HP-";
  for (unsigned shift = 30; shift > 0; shift -= 5) {
    key_ += kKeyCharacters[(bits >> (shift - 5)) & 31];
  }
  return key_;
}

std::optional<std::string_view> BookingText::value(const BookingEvent& event) {
  if (event.kind == EventKind::kErased) return std::nullopt;
  value_.clear();
  append_identity(event);
  switch (event.kind) {
    case EventKind::kFlat:
      append_flat(event);
      break;
    case EventKind::kConfirmed:
    case EventKind::kAmended:
      append_snapshot(event);
      break;
    case EventKind::kCheckedIn:
      append_check_in(event);
      break;
    case EventKind::kCancelled:
    case EventKind::kErased:
      value_ += R"(,"booking_id":)";
      append_booking_id(event);
      break;
  }
  filler_.finish(value_, mixed(seed_ ^ event.booking), size_of(event));
  if (event.flaw == Flaw::kNotJson) value_.resize(value_.size() / 2);
  return value_;
}

std::optional<std::string_view> BookingText::version_header(const BookingEvent& event) {
  if (event.kind != EventKind::kErased || event.flaw == Flaw::kNoVersion) return std::nullopt;
  version_.clear();
  if (event.flaw == Flaw::kVersionText) {
    version_ = "last";
  } else {
    append_number(version_, event.version);
  }
  return version_;
}

std::size_t BookingText::size_of(const BookingEvent& event) const {
  const std::uint64_t spread = sizes_.most_bytes - sizes_.least_bytes + 1;
  if (spread == 1) return sizes_.least_bytes;
  return sizes_.least_bytes + bits_of(event.booking, event.sequence) % spread;
}

std::uint64_t BookingText::bits_of(std::uint64_t one, std::uint64_t other) const {
  return mixed(mixed(seed_ ^ (one << 32)) + other);
}

void BookingText::append_identity(const BookingEvent& event) {
  const std::uint64_t ms = kFirstEventMs + event.sequence;
  value_ += R"({"event_id":")";
  append_event_id(value_, ms, mixed(seed_ + event.sequence));
  value_ += R"(","type":")";
  value_ += type_of(event);
  value_ += R"(","version":)";
  if (event.flaw == Flaw::kNoVersion) {
    value_ += "null";
  } else if (event.flaw == Flaw::kVersionText) {
    value_ += R"("last")";
  } else {
    append_number(value_, event.version);
  }
  value_ += R"(,"occurred_at":")";
  if (event.flaw == Flaw::kWrongTime) {
    value_ += "this morning";
  } else {
    append_instant(value_, ms);
  }
  value_ += '"';
}

void BookingText::append_booking_id(const BookingEvent& event) {
  if (event.flaw == Flaw::kNoBooking) {
    value_ += "null";
    return;
  }
  value_ += '"';
  value_ += key(event.booking);
  value_ += '"';
}

void BookingText::append_named(const BookingEvent& event, std::uint64_t bits) {
  value_ += '"';
  append_name(value_, bits);
  value_ += event.flaw == Flaw::kNul ? R"(\u0000")" : R"(")";
}

void BookingText::append_flat(const BookingEvent& event) {
  const std::uint64_t of_booking = bits_of(event.booking, 0);
  const std::uint64_t of_version = bits_of(event.booking, event.version);
  value_ += R"(,"booking_id":)";
  append_booking_id(event);
  value_ += R"(,"passenger_no":)";
  append_passenger_number(value_, event, only_passenger(event));
  value_ += R"(,"sailing_id":")";
  value_ += sailing(of_booking);
  value_ += R"(","full_name":)";
  append_named(event, of_booking >> 8);
  value_ += R"(,"cabin":")";
  append_cabin(value_, of_version);
  value_ += R"(","status":")";
  value_ += pick(kStatuses, of_version >> 24);
  value_ += R"(","boarding_group":")";
  value_ += boarding_group(of_version >> 32);
  value_ += R"(","channel":")";
  value_ += channel(of_booking >> 24);
  value_ += '"';
}

void BookingText::append_snapshot(const BookingEvent& event) {
  const std::uint64_t of_booking = bits_of(event.booking, 0);
  value_ += R"(,"booking":{"id":)";
  append_booking_id(event);
  value_ += R"(,"sailing_id":")";
  value_ += sailing(of_booking);
  value_ += R"(","status":"confirmed","channel":")";
  value_ += channel(of_booking >> 24);
  if (event.flaw == Flaw::kNoPassengers) {
    value_ += R"(","passengers":null})";
    return;
  }
  value_ += R"(","passengers":[)";
  for (unsigned number = 1; number <= kPassengersMax; ++number) {
    if ((event.passengers >> (number - 1)) % 2 == 1) append_passenger(event, number);
  }
  if (value_.back() == ',') value_.pop_back();
  value_ += "]}";
}

void BookingText::append_passenger(const BookingEvent& event, unsigned number) {
  value_ += R"({"no":)";
  append_passenger_number(value_, event, number);
  value_ += R"(,"name":)";
  append_named(event, bits_of(event.booking, number));
  value_ += R"(,"cabin":")";
  // A party keeps its cabins together: two to each.
  append_cabin(value_,
               bits_of(event.booking, event.version) + std::uint64_t{(number - 1) / 2} * 256);
  value_ += R"("},)";
}

void BookingText::append_check_in(const BookingEvent& event) {
  value_ += R"(,"booking_id":)";
  append_booking_id(event);
  value_ += R"(,"passenger_no":)";
  append_passenger_number(value_, event, only_passenger(event));
  value_ += R"(,"boarding_group":")";
  value_ += boarding_group(bits_of(event.booking, event.version));
  value_ += event.flaw == Flaw::kNul ? R"(\u0000")" : R"(")";
}

}  // namespace harbor
