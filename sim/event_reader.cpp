#include "sim/event_reader.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

namespace harbor {
namespace {

using Json = nlohmann::json;

enum Member : std::uint8_t {
  kVersion,
  kOccurredAt,
  kBookingId,
  kPassengerNo,
  kSailingId,
  kFullName,
  kCabin,
  kStatus,
  kBoardingGroup,
  kMembers,
};
constexpr std::array<std::string_view, kMembers> kMemberNames = {
    "version",   "occurred_at", "booking_id", "passenger_no",  "sailing_id",
    "full_name", "cabin",       "status",     "boarding_group"};

// Collects the members of the outermost object that the projection names, each as the text that
// PostgreSQL would cast. A parser's callbacks rather than a tree: most of an event is not wanted.
class Members {
 public:
  bool null() { return keep(std::nullopt); }
  bool boolean(bool value) { return keep(value ? "true" : "false"); }
  bool number_integer(Json::number_integer_t value) { return keep(std::to_string(value)); }
  bool number_unsigned(Json::number_unsigned_t value) { return keep(std::to_string(value)); }
  bool number_float(Json::number_float_t, const std::string& digits) { return keep(digits); }
  bool string(std::string& value) { return keep(std::move(value)); }
  bool binary(Json::binary_t&) { return false; }  // Not part of JSON's text.

  bool start_object(std::size_t) { return open(); }
  bool start_array(std::size_t) { return open(); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(const std::string& name) {
    if (depth_ != 1) return true;
    current_ = kMembers;
    for (std::size_t member = 0; member < kMembers; ++member) {
      if (kMemberNames[member] == name && !seen_[member]) current_ = member;
    }
    if (current_ != kMembers) seen_[current_] = true;
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const Json::exception&) { return false; }

  // Missing and null are the same.
  std::optional<std::string>& operator[](Member member) { return values_[member]; }
  bool is_nested(Member member) const { return nested_[member]; }

 private:
  bool open() {
    if (depth_ == 1 && current_ != kMembers) nested_[current_] = true;
    ++depth_;
    return true;
  }

  bool close() {
    --depth_;
    return true;
  }

  bool keep(std::optional<std::string> value) {
    if (depth_ == 1 && current_ != kMembers) values_[current_] = std::move(value);
    return true;
  }

  std::array<std::optional<std::string>, kMembers> values_;
  std::array<bool, kMembers> seen_{};
  std::array<bool, kMembers> nested_{};
  std::size_t current_ = kMembers;
  std::size_t depth_ = 0;
};

template <typename Integer>
std::optional<Integer> to_integer(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  Integer value{};
  const char* const end = text->data() + text->size();
  const auto [after, error] = std::from_chars(text->data(), end, value);
  if (error != std::errc() || after != end) return std::nullopt;
  return value;
}

bool has_nul(const std::optional<std::string>& text) {
  return text && text->find('\0') != std::string::npos;
}

// The first member that no column can take, or nothing.
std::optional<std::string> unstorable(Members& members) {
  for (std::size_t number = 0; number < kMembers; ++number) {
    const auto member = static_cast<Member>(number);
    const std::string name(kMemberNames[number]);
    if (members.is_nested(member)) return name + " is not a plain value";
    if (has_nul(members[member])) return name + " contains a NUL character";
  }
  return std::nullopt;
}

}  // namespace

std::variant<BookingSnapshot, BadRecord> read_event(std::string_view value) {
  Members members;
  if (!Json::sax_parse(value.begin(), value.end(), &members)) return BadRecord{"not valid JSON"};
  if (auto reason = unstorable(members)) return BadRecord{std::move(*reason)};

  const auto version = to_integer<std::int64_t>(members[kVersion]);
  const auto passenger_no = to_integer<std::int32_t>(members[kPassengerNo]);
  if (!version) return BadRecord{"version is not an integer"};
  if (!passenger_no) return BadRecord{"passenger_no is not an integer"};
  std::optional<std::string>& booking_id = members[kBookingId];
  if (!booking_id) return BadRecord{"booking_id is missing"};

  std::optional<Instant> occurred_at;
  if (const auto& text = members[kOccurredAt]) {
    occurred_at = parse_instant(*text);
    if (!occurred_at) return BadRecord{"occurred_at is not a time"};
  }
  return BookingSnapshot{{std::move(*booking_id), *passenger_no},
                         *version,
                         std::move(members[kSailingId]),
                         std::move(members[kFullName]),
                         std::move(members[kCabin]),
                         std::move(members[kStatus]),
                         std::move(members[kBoardingGroup]),
                         occurred_at};
}

}  // namespace harbor
