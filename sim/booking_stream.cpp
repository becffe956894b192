#include "sim/booking_stream.h"

#include <algorithm>

namespace harbor {
namespace {

// How far back a duplicate reaches: beyond one batch of the daemon, so that not all are folded.
constexpr std::size_t kRecentEvents = 4096;

// How many records an event is delayed by. Constant, so that delayed events keep their order.
constexpr std::uint64_t kDelayRecords = 50;

// Room made at once; more bookings than this grow it as they come.
constexpr std::uint32_t kBookingsReserved = 1'000'000;

}  // namespace

BookingStream::BookingStream(const StreamOptions& options)
    : options_(options), random_(options.seed) {
  bookings_.reserve(std::min(options.bookings, kBookingsReserved));
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
  BookingState& state = bookings_[booking];
  BookingEvent event{.sequence = 0, .booking = 0, .version = 0};
  if (options_.model == Model::kLife) {
    event = next_in_life(state, random_);
  } else {
    event.version = ++state.version;
  }
  event.sequence = events_++;
  event.booking = booking;
  if (options_.bad > 0 && random_.chance(options_.bad)) event.flaw = choose_flaw(event, random_);
  return event;
}

std::uint32_t BookingStream::choose_booking() {
  const auto open = static_cast<std::uint32_t>(bookings_.size());
  const bool opens_one = choices_++ % 2 == 0 && open < options_.bookings;
  if (!opens_one) return random_.below(open);
  bookings_.emplace_back();
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
