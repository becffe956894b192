// What keeps the daemon from starting: thrown anywhere before the loops run, caught by `main` only.

#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace projector {

// The exit codes of the contract, section 3.
enum class ExitCode : std::uint8_t {
  kDone = 0,
  kUsage = 64,
  kUnavailable = 69,
  kInternal = 70,
  kConfiguration = 78,
  kFenced = 80,
};

// The message names the place, what is wrong there, and the remedy; `main` prints it as it is.
class StartupError : public std::runtime_error {
 public:
  StartupError(ExitCode code, const std::string& message)
      : std::runtime_error(message), code_(code) {}

  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

}  // namespace projector
