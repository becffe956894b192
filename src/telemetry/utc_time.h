// Moments as people and programs read them, always in UTC.

#pragma once

#include <string>

#include "projector/base/time.h"

namespace projector::telemetry {

std::string utc_date_time(WallTime time);    // 2026-07-14T14:03:20.125Z
std::string utc_time_of_day(WallTime time);  // 14:03:20.125

}  // namespace projector::telemetry
