// Where a value comes from (contract, section 5): "/pointer", "./relative", "@field" and
// "=constant", alone or with what else holds for the value.

#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "projector/projection/options.h"

#include "reading.h"

namespace projector::config {

// Reads a source alone, or {from, default, required, format}; `entry.value` is either. The place of
// a source that could be read is noted under the entry's path.
void read_source(Reading& reading, const Entry& entry, ValueSource& source);

// The same for a map that has `others` beside the members of the source: returns those.
std::vector<Entry> read_source_beside(Reading& reading, const Entry& entry,
                                      std::initializer_list<std::string_view> others,
                                      ValueSource& source);

// What a source needs to have a value.
bool is_constant(const ValueSource& source);
bool points_into_element(const ValueSource& source);  // Of `each`.
bool points_into_event(const ValueSource& source);

}  // namespace projector::config
