#include "projector/core/credits.h"

#include "projector/base/check.h"

namespace projector {

Credits::Credits(std::uint32_t records_max, std::size_t bytes_max) {
  set_limits(records_max, bytes_max);
}

void Credits::set_limits(std::uint32_t records_max, std::size_t bytes_max) {
  PROJECTOR_CHECK(records_max > 0 && bytes_max > 0, "without credits nothing could ever be read");
  records_max_ = records_max;
  bytes_max_ = bytes_max;
}

void Credits::take(std::size_t bytes) {
  PROJECTOR_CHECK(has_room(bytes), "a record was taken beyond the in-flight limit");
  ++records_in_use_;
  bytes_in_use_ += bytes;
}

void Credits::give_back(std::uint32_t records, std::size_t bytes) {
  PROJECTOR_CHECK(records <= records_in_use_, "more credits came back than were taken");
  PROJECTOR_CHECK(bytes <= bytes_in_use_, "more bytes came back than were taken");
  records_in_use_ -= records;
  bytes_in_use_ -= bytes;
}

}  // namespace projector
