// What the events of a topic look like.

#pragma once

#include <cstdint>

namespace harbor {

enum class Model : std::uint8_t {
  kFlat,  // One passenger with all columns: the shape of the flat benchmark.
  kLife,  // The whole life of bookings, by the projection in config/harbor_point.yaml.
};

}  // namespace harbor
