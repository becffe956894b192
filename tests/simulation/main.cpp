// Runs seeds, each a whole simulated life of the group, and says which promise broke in which.
//
//   simulation --seeds 1000 [--start 1] [--jobs 2]    many, in as many processes
//   simulation --seed 42 -v                           one again, with its trace
//   simulation --repeat 42                            one twice: the traces must be the same
//   simulation --seeds 50 --expect-violation          a broken variant: some seed must find it

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "world.h"

namespace {

using projector::simulation::Report;
using projector::simulation::World;

struct Request {
  std::uint64_t start = 1;
  std::uint64_t seeds = 1;
  std::uint64_t jobs = 2;
  bool is_shown = false;
  bool is_repeat = false;
  bool expects_violation = false;
};

struct Share {
  pid_t pid = 0;
  int seeds_seen = -1;  // The end to read from.
};

constexpr int kUsage = 64;

bool read_number(const char* text, std::uint64_t& number) {
  char* end = nullptr;
  number = std::strtoull(text, &end, 10);
  return end != text && *end == '\0';
}

bool read(int count, char** words, Request& request) {
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const bool has_value = i + 1 < count;
    if (word == "-v") {
      request.is_shown = true;
    } else if (word == "--expect-violation") {
      request.expects_violation = true;
    } else if (word == "--seeds" && has_value) {
      if (!read_number(words[++i], request.seeds)) return false;
    } else if (word == "--jobs" && has_value) {
      if (!read_number(words[++i], request.jobs) || request.jobs == 0) return false;
    } else if ((word == "--start" || word == "--seed" || word == "--repeat") && has_value) {
      if (!read_number(words[++i], request.start)) return false;
      request.is_repeat = word == "--repeat";
    } else {
      return false;
    }
  }
  return true;
}

void tell_faults(const Report& report) {
  using namespace projector::simulation;
  for (std::size_t fault = 0; fault < kFaultCount; ++fault) {
    const auto met = report.faults.met(static_cast<Fault>(fault));
    const std::string_view name = kFaultNames[fault];
    std::printf("met %3llu %.*s\n", static_cast<unsigned long long>(met),
                static_cast<int>(name.size()), name.data());
  }
  std::printf("%llu classes held, %llu records shed\n",
              static_cast<unsigned long long>(report.holds),
              static_cast<unsigned long long>(report.shed));
}

// False: a promise was broken.
bool run_seed(std::uint64_t seed, const Request& request) {
  const Report report = World(seed, request.is_shown).run();
  if (request.is_shown) tell_faults(report);
  if (report.violation.empty()) return true;
  std::printf("seed %llu after %.1f s: %s\n  replay: simulation --seed %llu -v\n",
              static_cast<unsigned long long>(seed), report.virtual_seconds,
              report.violation.c_str(), static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  return false;
}

// Writes each seed before it runs, so that one that ends the process is known.
int run_share(const Request& request, std::uint64_t first, int out) {
  int failed = 0;
  for (std::uint64_t seed = first; seed < request.start + request.seeds; seed += request.jobs) {
    if (write(out, &seed, sizeof(seed)) != sizeof(seed)) return 1;
    if (run_seed(seed, request)) continue;
    failed = 1;
    if (request.expects_violation) break;
  }
  return failed;
}

Share begin_share(const Request& request, std::uint64_t first) {
  int ends[2];
  if (pipe(ends) != 0) std::exit(1);
  Share share;
  share.seeds_seen = ends[0];
  std::fflush(stdout);
  share.pid = fork();
  if (share.pid != 0) {
    close(ends[1]);
    return share;
  }
  close(ends[0]);
  const int failed = run_share(request, first, ends[1]);
  std::fflush(stdout);
  _exit(failed);
}

// The seed that ended the share's process, if one did. False in `all_held`: a promise was broken.
std::optional<std::uint64_t> end_share(const Share& share, bool& all_held) {
  std::uint64_t seed = 0;
  while (::read(share.seeds_seen, &seed, sizeof(seed)) == sizeof(seed)) {
  }
  close(share.seeds_seen);
  int status = 0;
  waitpid(share.pid, &status, 0);
  const bool has_ended_itself = WIFEXITED(status) && WEXITSTATUS(status) <= 1;
  if (!has_ended_itself || WEXITSTATUS(status) != 0) all_held = false;
  if (has_ended_itself) return std::nullopt;
  std::printf("seed %llu ended the process (%s %d)\n  replay: simulation --seed %llu -v\n",
              static_cast<unsigned long long>(seed), WIFEXITED(status) ? "exit code" : "signal",
              WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
              static_cast<unsigned long long>(seed));
  return seed;
}

bool run_all(Request request) {
  request.jobs = std::min(request.jobs, request.seeds);
  std::deque<Share> shares;
  for (std::uint64_t job = 0; job < request.jobs; ++job) {
    shares.push_back(begin_share(request, request.start + job));
  }
  bool all_held = true;
  while (!shares.empty()) {
    const auto ended_in = end_share(shares.front(), all_held);
    shares.pop_front();
    const bool is_found = request.expects_violation && !all_held;
    if (ended_in && !is_found) shares.push_back(begin_share(request, *ended_in + request.jobs));
  }
  return all_held;
}

int repeat(std::uint64_t seed) {
  const Report first = World(seed, false).run();
  const Report second = World(seed, false).run();
  std::printf("seed %llu: %016llx, %016llx\n", static_cast<unsigned long long>(seed),
              static_cast<unsigned long long>(first.digest),
              static_cast<unsigned long long>(second.digest));
  return first.digest == second.digest ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  Request request;
  if (!read(count, words, request)) {
    std::fputs(
        "usage: simulation [--seeds N] [--start SEED] [--jobs N] [--expect-violation]\n"
        "       simulation --seed SEED -v\n"
        "       simulation --repeat SEED\n",
        stderr);
    return kUsage;
  }
  if (request.is_repeat) return repeat(request.start);
  // A line at a time, so that the last one is there where a check ends the process.
  if (request.is_shown) std::setvbuf(stdout, nullptr, _IOLBF, 0);
  if (request.is_shown) return run_seed(request.start, request) ? 0 : 1;
  const bool all_held = run_all(request);
  if (request.expects_violation) {
    std::puts(all_held ? "no seed found what is broken" : "found");
    return all_held ? 1 : 0;
  }
  std::printf("%llu seeds from %llu: %s\n", static_cast<unsigned long long>(request.seeds),
              static_cast<unsigned long long>(request.start),
              all_held ? "every promise held" : "a promise was broken");
  return all_held ? 0 : 1;
}
