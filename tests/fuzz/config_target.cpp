// Configurations of any text: a list of findings or a configuration, never a crash; and what is in
// effect, written down and read again, is the same.

#include <cstdint>
#include <string>
#include <string_view>

#include "projector/base/startup_error.h"
#include "projector/config/config.h"
#include "projector/config/effective.h"
#include "projector/config/finding.h"
#include "projector/config/memory.h"

#include "fuzz/expect.h"

namespace projector::fuzz {
namespace {

constexpr const char* kName = "fuzzed.yaml";

void run(std::string_view text) {
  config::Config config;
  try {
    config = config::parse(std::string(text), kName);
  } catch (const StartupError& error) {
    expect(std::string_view(error.what()).size() > 1, "who is refused is told why");
    return;
  }
  const std::string effective = config::effective_yaml(config);
  expect(!config::effective_json(config).empty(), "it can be shown as JSON, too");
  try {
    const std::string again = config::effective_yaml(config::parse(effective, kName));
    expect(again == effective, "what is in effect reads as itself");
  } catch (const StartupError& error) {
    std::fprintf(stderr, "%s\n%s\n", effective.c_str(), error.what());
    expect(false, "what is in effect is sound");
  }
}

}  // namespace
}  // namespace projector::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  projector::fuzz::run({reinterpret_cast<const char*>(data), size});
  return 0;
}
