#include <optional>

#include <gtest/gtest.h>

#include "projector/core/fold.h"
#include "projector/postgres/database.h"

#include "refusing_server.h"

namespace projector::postgres {
namespace {

// What comes of one statement.
std::optional<WriteResult> write_to(const RefusingServer& server, Options options) {
  options.url = server.url();
  const auto sink = make_row_sink(options, "test");
  FoldedBatch batch;
  batch.statements.emplace_back();
  return sink->write(batch, {});
}

// As a server does that is being stopped.
TEST(RowSink, TakesARefusalOfWhatANewSessionIsToldFirstAsALostLink) {
  const RefusingServer server("57P01");
  const auto result = write_to(server, {});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->action, WriteAction::kLinkLost);
  EXPECT_EQ(result->sqlstate, "57P01");
}

// It says nothing of the rows, and libpqxx counts the link as broken.
TEST(RowSink, TakesARefusalWithoutAStateAsALostLink) {
  const RefusingServer server("");
  Options options;
  options.prepared_statements = false;  // A session is told nothing first.
  const auto result = write_to(server, options);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->action, WriteAction::kLinkLost);
  EXPECT_EQ(result->sqlstate, "");
}

}  // namespace
}  // namespace projector::postgres
