#include "projector/core/dead_letter.h"

#include <utility>

#include "projector/core/packed_headers.h"

namespace projector {
namespace {

std::optional<std::string> copy(std::string_view bytes) {
  if (bytes.data() == nullptr) return std::nullopt;
  return std::string(bytes);
}

std::vector<DeadLetterHeader> copy(const RecordHeaders& headers) {
  std::vector<DeadLetterHeader> copies;
  const std::size_t count = headers.count();
  copies.reserve(count);
  for (std::size_t index = 0; index < count; ++index) {
    const RecordHeader header = headers.at(index);
    copies.push_back({std::string(header.name), copy(header.value)});
  }
  return copies;
}

// Of a record as it was read, or as a batch keeps it.
template <typename Record>
DeadLetter without_headers(const Record& record, Rejection rejection) {
  DeadLetter letter;
  letter.partition = record.partition;
  letter.offset = record.offset;
  letter.timestamp = record.timestamp;
  letter.key = copy(record.key);
  letter.value = copy(record.value);
  letter.rejection = std::move(rejection);
  return letter;
}

}  // namespace

std::size_t dead_letter_bytes(std::string_view key, std::string_view value,
                              const RecordHeaders* headers) {
  std::size_t bytes = sizeof(DeadLetter) + key.size() + value.size();
  const std::size_t count = headers == nullptr ? 0 : headers->count();
  for (std::size_t index = 0; index < count; ++index) {
    const RecordHeader header = headers->at(index);
    bytes += sizeof(DeadLetterHeader) + header.name.size() + header.value.size();
  }
  return bytes;
}

DeadLetter make_dead_letter(const RecordView& record, Rejection rejection) {
  DeadLetter letter = without_headers(record, std::move(rejection));
  if (record.headers != nullptr) letter.headers = copy(*record.headers);
  return letter;
}

DeadLetter make_dead_letter(const BatchRecord& record, Rejection rejection) {
  DeadLetter letter = without_headers(record, std::move(rejection));
  letter.headers = copy(PackedHeaders(record.headers));
  return letter;
}

}  // namespace projector
