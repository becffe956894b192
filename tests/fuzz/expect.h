// What a target promises of its subject: a broken promise ends the process, which is what a fuzzer
// reports and a replay fails by.

#pragma once

#include <cstdio>
#include <cstdlib>

namespace projector::fuzz {

inline void expect(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

}  // namespace projector::fuzz
