// What ends a simulated run: a promise that did not hold.

#pragma once

#include <stdexcept>
#include <string>

namespace projector::simulation {

struct Violation : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline void require(bool holds, const char* promise) {
  if (!holds) [[unlikely]] {
    throw Violation(promise);
  }
}

// `details` is called only when the promise does not hold.
template <typename Details>
void require(bool holds, const char* promise, Details details) {
  if (!holds) [[unlikely]] {
    throw Violation(std::string(promise) + ": " + details());
  }
}

}  // namespace projector::simulation
