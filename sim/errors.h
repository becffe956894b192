// What ends a command of harbor-sim early, by exit code.

#pragma once

#include <stdexcept>

namespace harbor {

inline constexpr int kExitDone = 0;
inline constexpr int kExitDiffers = 1;
inline constexpr int kExitUsage = 64;
inline constexpr int kExitUnavailable = 69;
inline constexpr int kExitInternal = 70;

// The command line asks for something that cannot be.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Broker or database cannot be reached or refuses; the message names the place and the remedy.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace harbor
