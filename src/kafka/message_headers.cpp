#include "message_headers.h"

#include <string>

#include "projector/base/check.h"

namespace projector::kafka {

std::string_view view_of(const void* data, std::size_t size) {
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), size};
}

const rd_kafka_headers_t* MessageHeaders::all() const {
  rd_kafka_headers_t* headers = nullptr;
  const auto error = rd_kafka_message_headers(message_.get(), &headers);
  return error == RD_KAFKA_RESP_ERR_NO_ERROR ? headers : nullptr;
}

std::optional<std::string_view> MessageHeaders::find(std::string_view name) const {
  const rd_kafka_headers_t* const headers = all();
  if (headers == nullptr) return std::nullopt;
  const void* value = nullptr;
  std::size_t size = 0;
  const std::string terminated(name);
  if (rd_kafka_header_get_last(headers, terminated.c_str(), &value, &size) !=
          RD_KAFKA_RESP_ERR_NO_ERROR ||
      value == nullptr) {
    return std::nullopt;
  }
  return view_of(value, size);
}

std::size_t MessageHeaders::count() const {
  const rd_kafka_headers_t* const headers = all();
  return headers == nullptr ? 0 : rd_kafka_header_cnt(headers);
}

RecordHeader MessageHeaders::at(std::size_t index) const {
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  const auto error = rd_kafka_header_get_all(all(), index, &name, &value, &size);
  PROJECTOR_CHECK(error == RD_KAFKA_RESP_ERR_NO_ERROR, "there is no such header");
  return {name, view_of(value, size)};
}

}  // namespace projector::kafka
