// `manifest-projector explain`.

#pragma once

#include <cstdint>
#include <string>

#include "projector/base/startup_error.h"

namespace projector::app {

enum class ExplainFormat : std::uint8_t { kText, kJson };

struct ExplainArguments {
  std::string topic;  // Empty: all.
  std::string url = "http://127.0.0.1:9464";
  ExplainFormat format = ExplainFormat::kText;
};

// Asks a running daemon and prints what it says. 64: no such topic, or no URL; 69: it cannot be
// reached, or what answers is no daemon.
ExitCode explain(const ExplainArguments& arguments);

}  // namespace projector::app
