#include "sim/event_pieces.h"

#include <charconv>
#include <chrono>

#include "sim/mixing.h"

namespace harbor {
namespace {

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
constexpr std::array<std::string_view, 4> kChannels = {"web", "app", "agency", "terminal"};
constexpr std::array<std::string_view, 4> kVehicles = {"car", "van", "motorhome", "motorcycle"};
constexpr std::array<std::string_view, 4> kFareKinds = {"passage", "cabin", "vehicle", "meal"};

constexpr std::string_view kRemarksStart = R"(,"remarks":")";
constexpr std::string_view kRemarksEnd = R"("})";

void append_hex(std::string& text, std::uint64_t bits, unsigned digits) {
  for (unsigned shift = digits * 4; shift > 0; shift -= 4) {
    text += "0123456789abcdef"[(bits >> (shift - 4)) & 15];
  }
}

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
  if (kPieceBytesMax <= room_bytes) append_contact(text, random);
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

void append_name(std::string& text, std::uint64_t bits) {
  text += pick(kFirstNames, bits);
  text += ' ';
  text += pick(kLastNames, bits >> 8);
}

void append_cabin(std::string& text, std::uint64_t bits) {
  text += static_cast<char>('A' + bits % 6);
  append_padded(text, (bits >> 8) % 400, 3);
}

std::string_view sailing(std::uint64_t bits) { return pick(kSailings, bits); }

std::string_view channel(std::uint64_t bits) { return pick(kChannels, bits); }

Filler::Filler(std::uint64_t seed, std::size_t room_bytes, std::size_t size_bytes_max)
    : remarks_(make_remarks(size_bytes_max)) {
  for (std::size_t number = 0; number < kVariants; ++number) {
    variants_[number] = make_filler(seed + number, room_bytes);
  }
}

void Filler::finish(std::string& text, std::uint64_t bits, std::size_t size_bytes) const {
  const std::size_t end_bytes = kRemarksStart.size() + kRemarksEnd.size();
  const std::string& variant = variants_[bits % kVariants];
  if (text.size() + variant.size() + end_bytes <= size_bytes) text += variant;
  const std::size_t used = text.size() + end_bytes;
  text += kRemarksStart;
  if (used < size_bytes) text.append(remarks_, 0, size_bytes - used);
  text += kRemarksEnd;
}

}  // namespace harbor
