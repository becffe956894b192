// Configurations of any text: a list of findings or a configuration, never a crash; and what is in
// effect, written down and read again, is the same. The text is taken as a connection's URL, too:
// what is shown of one has no password for libpq.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <libpq-fe.h>

#include "projector/base/startup_error.h"
#include "projector/config/config.h"
#include "projector/config/effective.h"
#include "projector/config/finding.h"
#include "projector/config/memory.h"

#include "fuzz/expect.h"
#include "secrets.h"

namespace projector::fuzz {
namespace {

constexpr const char* kName = "fuzzed.yaml";

using Conninfo = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

Conninfo read_by_libpq(const std::string& url) {
  char* message = nullptr;
  Conninfo read(PQconninfoParse(url.c_str(), &message), &PQconninfoFree);
  PQfreemem(message);
  return read;
}

// What libpq cannot read connects to nothing. Behind a quote it wants no space, so that more may
// come to stand behind what hides the password.
void check_shown(const std::string& url) {
  if (!read_by_libpq(url)) return;
  const Conninfo shown = read_by_libpq(config::without_passwords(url));
  for (const auto* option = shown.get(); option && option->keyword; ++option) {
    const bool is_secret =
        std::string_view(option->keyword).find("password") != std::string_view::npos;
    if (!is_secret || option->val == nullptr) continue;
    const std::string_view value = option->val;
    expect(value.empty() || value.starts_with(config::kHidden), "no password is shown");
  }
}

void run(std::string_view text) {
  check_shown(std::string(text.substr(0, text.find('\0'))));
  config::Config config;
  try {
    config = config::parse(std::string(text), kName);
  } catch (const StartupError& error) {
    expect(std::string_view(error.what()).size() > 1, "who is refused is told why");
    return;
  }
  check_shown(config.postgres.url);
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
