// Steps through parts of a document that a walk has found sound: no checks are left to make.

#pragma once

namespace projector {

// The first byte that is no white space.
const char* skip_sound_space(const char* at);

// Behind the value that begins at `at`.
const char* skip_sound_value(const char* at);

}  // namespace projector
