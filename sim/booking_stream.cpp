#include "sim/booking_stream.h"

namespace harbor {
namespace {

// How far back a duplicate reaches: beyond one batch of the daemon, so that not all are folded.
constexpr std::size_t kRecentEvents = 4096;

// How many records an event is delayed by. Constant, so that delayed events keep their order.
constexpr std::uint64_t kDelayRecords = 50;

}  // namespace

BookingStream::BookingStream(const StreamOptions& options)
    : options_(options), random_(options.seed) {
  versions_.reserve(options.bookings);
  recent_.reserve(kRecentEvents);
}

BookingEvent BookingStream::next(std::uint64_t left) {
  const bool is_due = !delayed_.empty() && given_ >= delayed_.front().release_at;
  if (is_due || left <= delayed_.size()) return next_held_back();

  if (!recent_.empty() && random_.chance(options_.duplicates)) {
    ++duplicates_;
    ++given_;
    return recent_[random_.below(static_cast<std::uint32_t>(recent_.size()))];
  }

  const std::uint32_t booking = choose_booking();
  BookingEvent event = happened(booking);
  const bool has_room = left > delayed_.size() + 1;
  if (random_.chance(options_.disorder) && has_room) {
    delayed_.push_back({event, given_ + kDelayRecords});
    ++disordered_;
    event = happened(booking);
  }
  remember(event);
  ++given_;
  return event;
}

BookingEvent BookingStream::next_held_back() {
  const BookingEvent event = delayed_.front().event;
  delayed_.pop_front();
  remember(event);
  ++given_;
  return event;
}

BookingEvent BookingStream::happened(std::uint32_t booking) {
  return {events_++, booking, ++versions_[booking]};
}

std::uint32_t BookingStream::choose_booking() {
  const auto open = static_cast<std::uint32_t>(versions_.size());
  const bool opens_one = choices_++ % 2 == 0 && open < options_.bookings;
  if (!opens_one) return random_.below(open);
  versions_.push_back(0);
  return open;
}

void BookingStream::remember(const BookingEvent& event) {
  if (options_.duplicates <= 0) return;
  if (recent_.size() < kRecentEvents) {
    recent_.push_back(event);
    return;
  }
  recent_[recent_next_] = event;
  recent_next_ = (recent_next_ + 1) % kRecentEvents;
}

}  // namespace harbor
