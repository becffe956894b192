// What the error of a commit means for what comes next. A table: one row for each error that says
// more than "not now".

#pragma once

#include <cstdint>
#include <span>
#include <string>

#include <librdkafka/rdkafka.h>

namespace projector::kafka {

enum class CommitEnd : std::uint8_t {
  kStored,    // Or there was nothing to store.
  kAgain,     // It passes: the offsets are offered again.
  kOutdated,  // The group has moved on, and its next word decides whose the partitions are.
  kRefused,   // It stays so until somebody changes a right or a setting.
};

struct CommitRule {
  rd_kafka_resp_err_t error;
  CommitEnd end;
  const char* remedy;  // Of kRefused.
};
std::span<const CommitRule> commit_rules();

// What stands in no row passes.
CommitEnd commit_end(rd_kafka_resp_err_t error);

// "name (NAME)", what it means, and the remedy where there is one.
std::string commit_error_text(rd_kafka_resp_err_t error);

}  // namespace projector::kafka
