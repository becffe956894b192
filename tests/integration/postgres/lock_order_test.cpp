// Writers that change the same rows, each in an order of its own.

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "test_database.h"

namespace projector::postgres {
namespace {

constexpr int kRows = 200;
constexpr int kRounds = 40;

class LockOrderTest : public DatabaseTest {
 protected:
  LockOrderTest() {
    // A commit takes long on a busy disk: what is looked for is a deadlock alone.
    options_.lock_timeout = std::chrono::minutes(1);
    options_.statement_timeout = std::chrono::minutes(1);
    sql("CREATE TABLE manifest (id text PRIMARY KEY, cabin text, version bigint)");
    sql("INSERT INTO manifest SELECT place::text, 'B1', 0 FROM generate_series(1, " +
        std::to_string(kRows) + ") AS place");
  }

  // All rows, from the first to the last or from the last to the first.
  static TestBatch batch_of(int version, bool is_reversed) {
    TestBatch batch = {};
    for (int i = 0; i < kRows; ++i) {
      const int row = is_reversed ? kRows - i : i + 1;
      batch.add({std::to_string(row), "C1", std::to_string(version)});
    }
    return batch;
  }

  // The SQLSTATEs of what was not applied.
  std::vector<std::string> write_rounds(bool is_reversed) const {
    const auto sink = make_row_sink(options_, kSinkName);
    Folder folder;
    std::vector<std::string> failures;
    for (int round = 1; round <= kRounds; ++round) {
      const TestBatch batch = batch_of(round, is_reversed);
      const FoldedBatch& folded =
          folder.fold(batch.batch(), batch.batch().all(), plans_, FoldDetail::kEveryRow);
      const WriteResult result = sink->write(folded, plans_).value();
      if (result.action != WriteAction::kApplied) failures.push_back(result.sqlstate);
    }
    return failures;
  }

  std::vector<std::string> write_from_both_ends() {
    std::vector<std::string> backward;
    std::thread other([&] { backward = write_rounds(true); });
    std::vector<std::string> failures = write_rounds(false);
    other.join();
    failures.insert(failures.end(), backward.begin(), backward.end());
    return failures;
  }
};

TEST_F(LockOrderTest, OfUpsertsKnowsNoDeadlock) {
  plans_ = {plan_of("manifest")};
  EXPECT_EQ(write_from_both_ends(), std::vector<std::string>());
}

TEST_F(LockOrderTest, OfUpdatesKnowsNoDeadlock) {
  plans_ = {plan_of(ChangeKind::kUpdate, "manifest", {"id", "cabin", "version"})};
  EXPECT_EQ(write_from_both_ends(), std::vector<std::string>());
}

}  // namespace
}  // namespace projector::postgres
