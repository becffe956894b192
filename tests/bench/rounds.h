// A fixed number of rounds for all benchmarks, where PROJECTOR_BENCH_ROUNDS says so: to count
// instructions, which no clock is needed for (instructions.py).

#pragma once

#include <cstdint>
#include <cstdlib>

#include <benchmark/benchmark.h>

namespace projector {

inline void fixed_rounds(benchmark::internal::Benchmark* benchmark) {
  const char* const rounds = std::getenv("PROJECTOR_BENCH_ROUNDS");
  if (rounds != nullptr) benchmark->Iterations(std::strtol(rounds, nullptr, 10));
}

}  // namespace projector
