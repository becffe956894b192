// What PostgreSQL shows of itself where a sink is slow: who blocks our sessions, which indexes are
// being built on our tables, and what our sessions wait for. Values only; no statement's text is
// ever part of it, because statements hold data.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace projector {

// A session that ours wait for.
struct SinkBlocker {
  std::int32_t pid = 0;
  std::string application;  // Empty: it gave none.
  std::string user;
  std::string state;               // "idle in transaction"; empty: not to be seen.
  double transaction_seconds = 0;  // How long its transaction is open; 0: not to be seen.
  std::string table;               // That ours wait at; empty: rows of one.
  double waiting_seconds = 0;      // Of the session of ours that waits longest.
};

struct SinkIndexBuild {
  std::int32_t pid = 0;
  std::string application;
  std::string table;
  std::string index;  // Empty: not to be seen.
  std::string phase;
  double done_share = -1;  // Of the phase; below 0: not to be seen.
};

// Of our sessions that run a statement: how many wait for what, the most first.
struct SinkWait {
  std::string event;  // "IO: DataFileRead"; empty: on a processor.
  std::uint32_t sessions = 0;
};

struct SinkSight {
  bool is_known = false;  // False: nobody looked lately.
  double at_unix_seconds = 0;
  double age_seconds = 0;  // By the steady clock, when it was asked for.
  std::vector<SinkBlocker> blockers;
  std::vector<SinkIndexBuild> builds;
  std::vector<SinkWait> waits;
  std::string not_seen;  // What could not be looked at, and the remedy; empty: nothing.
};

}  // namespace projector
