#include "sim/booking_text.h"

#include <charconv>
#include <chrono>

#include "sim/mixing.h"

namespace harbor {
namespace {

// 32 of them: without I, O, 0 and 1, which people mistake for one another.
constexpr std::string_view kKeyCharacters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

constexpr std::array<std::string_view, 16> kFirstNames = {
    "ALMA",  "BOJAN",  "CAMILLE", "DMITRI", "ELIF", "FREYA",  "GUSTAV", "HANNA",
    "IÑIGO", "JUDITH", "KOFI",    "LENE",   "MEI",  "NADINE", "OSKAR",  "PAVLÍNA"};
constexpr std::array<std::string_view, 16> kLastNames = {
    "ANKER", "BOLLARD", "CAPSTAN", "DAVIT", "FAIRLEAD", "GANGWAY",      "HALYARD",         "KJØL",
    "LUFF",  "MOORING", "O'KEEL",  "PIER",  "QUAY",     "RUDD\\u00c9R", "STERN \\\"S\\\"", "WÄNT"};
constexpr std::array<std::string_view, 8> kSailings = {
    "HPT-SKA-2026-07-14T18:00", "HPT-SKA-2026-07-14T22:30", "HPT-KIE-2026-07-14T19:15",
    "HPT-KIE-2026-07-15T07:00", "HPT-OSL-2026-07-14T20:00", "HPT-GDN-2026-07-14T21:00",
    "HPT-TRV-2026-07-14T17:45", "HPT-TRV-2026-07-15T06:30"};
constexpr std::array<std::string_view, 8> kStatuses = {
    "confirmed", "confirmed", "confirmed", "confirmed", "paid", "paid", "waitlisted", "cancelled"};
constexpr std::array<std::string_view, 4> kChannels = {"web", "app", "agency", "terminal"};
constexpr std::array<std::string_view, 4> kVehicles = {"car", "van", "motorhome", "motorcycle"};
constexpr std::array<std::string_view, 4> kFareKinds = {"passage", "cabin", "vehicle", "meal"};

constexpr std::string_view kRemarksStart = R"(,"remarks":")";
constexpr std::string_view kRemarksEnd = R"("})";

// What value() has written before the filler, at most: see the sum of the pieces there.
constexpr std::size_t kHeadBytesMax = 370;

template <std::size_t Size>
std::string_view pick(const std::array<std::string_view, Size>& from, std::uint64_t number) {
  return from[number % Size];
}

void append_number(std::string& text, std::uint64_t number) {
  char digits[20];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  text.append(digits, end);
}

void append_padded(std::string& text, std::uint64_t number, std::size_t width) {
  const std::size_t begin = text.size();
  text.append(width, '0');
  for (std::size_t at = begin + width; at > begin; number /= 10) {
    text[--at] = static_cast<char>('0' + number % 10);
  }
}

void append_hex(std::string& text, std::uint64_t bits, unsigned digits) {
  for (unsigned shift = digits * 4; shift > 0; shift -= 4) {
    text += "0123456789abcdef"[(bits >> (shift - 4)) & 15];
  }
}

// A version 7 UUID: its first 48 bits are the time of the event.
void append_event_id(std::string& text, std::uint64_t ms, std::uint64_t random) {
  append_hex(text, ms >> 16, 8);
  text += '-';
  append_hex(text, ms, 4);
  text += "-7";
  append_hex(text, random >> 52, 3);
  text += "-9";
  append_hex(text, random, 3);
  text += '-';
  append_hex(text, random >> 4, 12);
}

void append_instant(std::string& text, std::uint64_t ms) {
  const std::uint64_t ms_of_day = ms % 86'400'000;
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(ms / 86'400'000))};
  append_padded(text, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.day()), 2);
  text += 'T';
  append_padded(text, ms_of_day / 3'600'000, 2);
  text += ':';
  append_padded(text, ms_of_day / 60'000 % 60, 2);
  text += ':';
  append_padded(text, ms_of_day / 1'000 % 60, 2);
  text += '.';
  append_padded(text, ms_of_day % 1'000, 3);
  text += 'Z';
}

// 2026-07-14T09:00:00Z, the morning of the burst. One event a millisecond from there on.
constexpr std::uint64_t kFirstEventMs = 1'784'019'600'000;

void append_contact(std::string& text, RandomNumbers& random) {
  text += R"(,"contact":{"email":"booking)";
  append_padded(text, random.below(1'000'000), 6);
  text += R"(@example.org","phone":"+45 55 )";
  append_padded(text, random.below(1'000'000), 6);
  text += R"(","language":"en"})";
}

void append_vehicle(std::string& text, RandomNumbers& random) {
  text += R"(,"vehicle":{"kind":")";
  text += pick(kVehicles, random.below(4));
  text += R"(","plate":"HP)";
  append_padded(text, random.below(100'000), 5);
  text += R"(","length_cm":)";
  append_number(text, 380 + random.below(400));
  text += R"(,"height_cm":)";
  append_number(text, 140 + random.below(180));
  text += R"(,"trailer":null})";
}

void append_fare(std::string& text, RandomNumbers& random) {
  text += R"({"kind":")";
  text += pick(kFareKinds, random.below(4));
  text += R"(","amount":)";
  append_number(text, 20 + random.below(400));
  text += '.';
  append_padded(text, random.below(100), 2);
  text += R"(,"currency":"EUR","refundable":)";
  text += random.below(2) == 0 ? "false}" : "true}";
}

// As much of contact, vehicle and fares as `room_bytes` hold; about half of it stays for remarks
// in a large event.
std::string make_filler(std::uint64_t seed, std::size_t room_bytes) {
  constexpr std::size_t kPieceBytesMax = 120;
  RandomNumbers random(seed);
  std::string text;
  if (text.size() + kPieceBytesMax <= room_bytes) append_contact(text, random);
  if (text.size() + kPieceBytesMax <= room_bytes) append_vehicle(text, random);
  if (text.size() + kPieceBytesMax > room_bytes) return text;
  text += R"(,"fares":[)";
  append_fare(text, random);
  while (text.size() + kPieceBytesMax <= room_bytes / 2) {
    text += ',';
    append_fare(text, random);
  }
  text += ']';
  return text;
}

std::string make_remarks(std::size_t size_bytes) {
  constexpr std::string_view kSentence =
      "Late arrival possible, asks for a lower berth near the lift and a table by the window. ";
  std::string text;
  while (text.size() < size_bytes) text += kSentence;
  return text;
}

}  // namespace

BookingText::BookingText(std::uint64_t seed, std::size_t size_bytes)
    : seed_(mixed(seed)), size_bytes_(size_bytes), remarks_(make_remarks(size_bytes)) {
  const std::size_t fixed_bytes = kHeadBytesMax + kRemarksStart.size() + kRemarksEnd.size();
  const std::size_t room_bytes = size_bytes > fixed_bytes ? size_bytes - fixed_bytes : 0;
  for (std::size_t number = 0; number < kFillers; ++number) {
    fillers_[number] = make_filler(seed_ + number, room_bytes);
  }
  value_.reserve(size_bytes + kHeadBytesMax);
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

std::string_view BookingText::value(const BookingEvent& event) {
  value_.clear();
  append_identity(event);
  append_passenger(event);
  value_ += fillers_[mixed(seed_ ^ event.booking) % kFillers];

  const std::size_t used = value_.size() + kRemarksStart.size() + kRemarksEnd.size();
  value_ += kRemarksStart;
  if (used < size_bytes_) value_.append(remarks_, 0, size_bytes_ - used);
  value_ += kRemarksEnd;
  return value_;
}

void BookingText::append_identity(const BookingEvent& event) {
  const std::uint64_t ms = kFirstEventMs + event.sequence;
  value_ += R"({"event_id":")";
  append_event_id(value_, ms, mixed(seed_ + event.sequence));
  value_ += event.version == 1 ? R"(","type":"booking-confirmed","version":)"
                               : R"(","type":"booking-amended","version":)";
  append_number(value_, event.version);
  value_ += R"(,"occurred_at":")";
  append_instant(value_, ms);
  value_ += R"(","booking_id":")";
  value_ += key(event.booking);
}

void BookingText::append_passenger(const BookingEvent& event) {
  const std::uint64_t of_booking = mixed(seed_ ^ (std::uint64_t{event.booking} << 32));
  const std::uint64_t of_version = mixed(of_booking + event.version);
  value_ += R"(","passenger_no":1,"sailing_id":")";
  value_ += pick(kSailings, of_booking);
  value_ += R"(","full_name":")";
  value_ += pick(kFirstNames, of_booking >> 8);
  value_ += ' ';
  value_ += pick(kLastNames, of_booking >> 16);
  value_ += R"(","cabin":")";
  value_ += static_cast<char>('A' + of_version % 6);
  append_padded(value_, (of_version >> 8) % 400, 3);
  value_ += R"(","status":")";
  value_ += pick(kStatuses, of_version >> 24);
  value_ += R"(","boarding_group":")";
  value_ += static_cast<char>('A' + (of_version >> 32) % 5);
  value_ += R"(","channel":")";
  value_ += pick(kChannels, of_booking >> 24);
  value_ += '"';
}

}  // namespace harbor
