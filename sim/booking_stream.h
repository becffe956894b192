// Which booking changes next: the order of events, without their text.
//
// Every second new event opens a booking until there are as many as asked for; the others change
// one that exists. The versions of a booking rise by one. On request some events come again as
// they were, some come after a later one of the same booking, and some are bad:
//
//   a1 b1 a2 c1 a2 b3 c2 ... b2     a2 a second time; b2 delayed past b3
//
// A function of its options only. Thread: one owner.

#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "sim/booking_event.h"
#include "sim/booking_life.h"
#include "sim/mixing.h"
#include "sim/model.h"

namespace harbor {

struct StreamOptions {
  std::uint64_t seed = 1;
  Model model = Model::kFlat;
  std::uint32_t bookings = 200'000;
  double duplicates = 0;  // Share of records that repeat an older event.
  double disorder = 0;    // Share of events that come after a later one of their booking.
  double bad = 0;         // Share of events that can never be applied. They had their version.
};

class BookingStream {
 public:
  // Requires: options.bookings > 0, shares from 0 to 1.
  explicit BookingStream(const StreamOptions& options);

  static constexpr std::uint64_t kNoEnd = ~std::uint64_t{0};

  // The next record, when `left` are still to come with it: none is held back beyond the last.
  // Requires: left > 0 and left >= held_back().
  BookingEvent next(std::uint64_t left = kNoEnd);

  // Events that happened and have not come yet. A run that is stopped early ends with them, so
  // that no version misses.
  std::size_t held_back() const { return delayed_.size(); }

  // Requires: held_back() > 0.
  BookingEvent next_held_back();

  std::uint64_t duplicates() const { return duplicates_; }
  std::uint64_t disordered() const { return disordered_; }

 private:
  struct Delayed {
    BookingEvent event;
    std::uint64_t release_at;  // Count of records given out.
  };

  BookingEvent happened(std::uint32_t booking);
  std::uint32_t choose_booking();
  void remember(const BookingEvent& event);

  const StreamOptions options_;
  RandomNumbers random_;
  std::vector<BookingState> bookings_;  // Those that are open.
  std::deque<Delayed> delayed_;         // In the order of release.
  std::vector<BookingEvent> recent_;    // A ring: what a duplicate may repeat.
  std::size_t recent_next_ = 0;
  std::uint64_t events_ = 0;
  std::uint64_t choices_ = 0;
  std::uint64_t given_ = 0;
  std::uint64_t duplicates_ = 0;
  std::uint64_t disordered_ = 0;
};

}  // namespace harbor
