#include "projector/runtime/writer_pool.h"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/batch_text.h"

namespace projector {
namespace {

// Notes what it is given: "counts" or "looks", by the first letter.
class FakeRowSink : public RowSink {
 public:
  explicit FakeRowSink(std::string& writes) : writes_(writes) {}

  // The counts of so many batches do not tell.
  void undo_next(std::uint32_t count) { undone_ = count; }

  std::optional<WriteResult> write(const FoldedBatch& batch, const WritePlans&) override {
    writes_ += batch.settles_by_counts ? "l" : "c";
    if (batch.settles_by_counts || undone_ == 0) {
      WriteResult result;
      result.applied = batch.range.size();
      return result;
    }
    --undone_;
    return std::nullopt;
  }
  void cancel() noexcept override {}

 private:
  std::string& writes_;
  std::uint32_t undone_ = 0;
};

class WriterPoolTest : public testing::Test {
 protected:
  WriterPoolTest() {
    text_.add("up b1/1@1 + up b1/2@1");
    auto sink = std::make_unique<FakeRowSink>(writes_);
    sink_ = sink.get();
    std::vector<std::unique_ptr<RowSink>> sinks;
    sinks.push_back(std::move(sink));
    pool_ = std::make_unique<WriterPool>(std::move(sinks), [this] { woken_.push(0); });
  }

  // The letters of the writes that one batch took.
  std::string write(const BatchText& text) {
    writes_.clear();
    pool_->send(0, {&text.batch(), text.batch().all(), &text.plans()});
    woken_.pop();
    const std::vector<WriteDone> done = pool_->take_done();
    EXPECT_EQ(done.size(), 1u);
    for (const WriteDone& written : done) EXPECT_EQ(written.result.applied, 1u);
    return writes_;
  }

  BatchText text_;
  std::string writes_;
  BoundedQueue<int> woken_{1};
  FakeRowSink* sink_ = nullptr;
  std::unique_ptr<WriterPool> pool_;
};

TEST_F(WriterPoolTest, WritesByCountsWhereTheyTell) {
  EXPECT_EQ(write(text_), "c");
  EXPECT_EQ(write(text_), "c");
}

TEST_F(WriterPoolTest, WritesAgainWithALookForEveryRowWhereCountsDoNotTell) {
  sink_->undo_next(1);
  EXPECT_EQ(write(text_), "cl");
}

TEST_F(WriterPoolTest, StaysWithLooksForSomeBatchesAndTriesCountsAgain) {
  sink_->undo_next(1);
  ASSERT_EQ(write(text_), "cl");
  for (int i = 0; i < 16; ++i) ASSERT_EQ(write(text_), "l");
  EXPECT_EQ(write(text_), "c");
}

TEST_F(WriterPoolTest, StaysWithLooksForTheTopicThatNeededThem) {
  BatchText other(RemovedMark::kTimestamp, 1);
  other.add("up b1/1@1 + up b1/2@1");
  sink_->undo_next(1);
  ASSERT_EQ(write(text_), "cl");
  EXPECT_EQ(write(other), "c");
  EXPECT_EQ(write(text_), "l");
}

// Writes until it is cancelled.
class HangingRowSink : public RowSink {
 public:
  explicit HangingRowSink(BoundedQueue<int>& begun) : begun_(begun) {}

  std::optional<WriteResult> write(const FoldedBatch&, const WritePlans&) override {
    begun_.push(0);
    cancelled_.pop();
    return WriteResult{WriteAction::kRetrySmaller, 0, 0, 0, "57014", "cancelled"};
  }
  void cancel() noexcept override { cancelled_.push(0); }

 private:
  BoundedQueue<int>& begun_;
  BoundedQueue<int> cancelled_{2};
};

TEST(WriterPool, EndsTheStatementOfEachWriterWhenCancelled) {
  BatchText text;
  text.add("up b1/1@1");
  BoundedQueue<int> begun(2);
  std::array<HangingRowSink*, 2> hanging{};
  std::vector<std::unique_ptr<RowSink>> sinks;
  for (HangingRowSink*& each : hanging) {
    auto sink = std::make_unique<HangingRowSink>(begun);
    each = sink.get();
    sinks.push_back(std::move(sink));
  }
  WriterPool pool(std::move(sinks), [] {});
  for (std::uint32_t writer = 0; writer < hanging.size(); ++writer) {
    pool.send(writer, {&text.batch(), text.batch().all(), &text.plans()});
  }
  for (std::size_t i = 0; i < hanging.size(); ++i) begun.pop();

  pool.cancel();
  const bool ended = pool.end_within(std::chrono::seconds(60));

  EXPECT_TRUE(ended);
  EXPECT_EQ(pool.take_done().size(), 2u);
  if (ended) return;
  for (HangingRowSink* each : hanging) each->cancel();  // Or the pool waits for ever.
}

}  // namespace
}  // namespace projector
