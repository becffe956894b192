// PostgreSQL: the connections that write.

#pragma once

#include <memory>
#include <string>

#include "projector/base/mutex.h"
#include "projector/postgres/options.h"
#include "projector/runtime/ports.h"

namespace projector::postgres {

// The timeouts that all sinks go by. Thread: any.
class TimeoutBoard {
 public:
  explicit TimeoutBoard(const Options& options) { set(options); }

  void set(const Options& options);
  Timeouts timeouts() const;

 private:
  mutable Mutex mutex_;
  Timeouts timeouts_ PROJECTOR_GUARDED_BY(mutex_);
};

// A sink that connects at its first write, and anew after a lost link. `application_name` is seen
// in pg_stat_activity. Classifies by design decision 9; nothing of a refused batch stays.
// cancel() ends a statement, not an attempt to connect: that one gives up by itself.
// Thread: the writer's, but for cancel().
// `timeouts` hold instead of those of the options where it is given.
std::unique_ptr<RowSink> make_row_sink(const Options& options, std::string application_name,
                                       std::shared_ptr<const TimeoutBoard> timeouts = nullptr);

// For `version`: libpq's.
std::string library_version();

}  // namespace projector::postgres
