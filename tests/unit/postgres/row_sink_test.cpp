#include <gtest/gtest.h>

#include "projector/core/fold.h"
#include "projector/postgres/database.h"

#include "refusing_server.h"

namespace projector::postgres {
namespace {

// As a server does that is being stopped.
TEST(RowSink, TakesARefusalOfWhatANewSessionIsToldFirstAsALostLink) {
  const RefusingServer server("57P01");
  Options options;
  options.url = server.url();
  const auto sink = make_row_sink(options, "test");
  FoldedBatch batch;
  batch.statements.emplace_back();

  const auto result = sink->write(batch, {});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->action, WriteAction::kLinkLost);
  EXPECT_EQ(result->sqlstate, "57P01");
}

// It says nothing of the rows, and libpqxx counts the link as broken.
TEST(RowSink, TakesARefusalWithoutAStateAsALostLink) {
  const RefusingServer server("");
  Options options;
  options.url = server.url();
  options.prepared_statements = false;  // A session is told nothing first.
  const auto sink = make_row_sink(options, "test");
  FoldedBatch batch;
  batch.statements.emplace_back();

  const auto result = sink->write(batch, {});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->action, WriteAction::kLinkLost);
  EXPECT_EQ(result->sqlstate, "");
}

}  // namespace
}  // namespace projector::postgres
