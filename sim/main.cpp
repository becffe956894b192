// harbor-sim: the load side of Harbor Point. Shares no code with the daemon.

#include <cstdio>
#include <exception>

#include "sim/command_line.h"
#include "sim/errors.h"

int main(int count, char** arguments) {
  try {
    return harbor::run_command_line(count, arguments);
  } catch (const harbor::UsageError& error) {
    std::fprintf(stderr, "harbor-sim: %s\n", error.what());
    return harbor::kExitUsage;
  } catch (const harbor::Unavailable& error) {
    std::fprintf(stderr, "harbor-sim: %s\n", error.what());
    return harbor::kExitUnavailable;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "harbor-sim: internal error: %s\n", error.what());
    return harbor::kExitInternal;
  }
}
