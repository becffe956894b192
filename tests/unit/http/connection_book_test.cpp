#include "http/connection_book.h"

#include <string>

#include <gtest/gtest.h>

namespace projector::http {
namespace {

std::string shut_down;  // The sockets, in order: "3 5 ".

void note_shutdown(int socket) { shut_down += std::to_string(socket) + " "; }

class ConnectionBookTest : public testing::Test {
 protected:
  void SetUp() override { shut_down.clear(); }

  ConnectionBook book_{2, &note_shutdown};
};

TEST_F(ConnectionBookTest, KeepsAsManyAsAllowed) {
  book_.opened(1);
  book_.opened(2);
  EXPECT_EQ(shut_down, "");
}

TEST_F(ConnectionBookTest, ShutsTheOldestDownForOneMore) {
  book_.opened(1);
  book_.opened(2);
  book_.opened(3);
  book_.opened(4);
  EXPECT_EQ(shut_down, "1 2 ");
}

TEST_F(ConnectionBookTest, SparesTheOneThatAsked) {
  const auto& first = book_.opened(1);
  book_.opened(2);
  book_.asked(first);
  book_.opened(3);
  EXPECT_EQ(shut_down, "2 ");
}

TEST_F(ConnectionBookTest, HasRoomAgainAfterOneClosed) {
  const auto& first = book_.opened(1);
  book_.opened(2);
  book_.closed(first);
  book_.opened(3);
  EXPECT_EQ(shut_down, "");
}

TEST_F(ConnectionBookTest, ShutsNoneDownTwice) {
  const auto& first = book_.opened(1);
  const auto& second = book_.opened(2);
  book_.opened(3);
  book_.asked(first);
  book_.closed(first);
  book_.asked(second);
  book_.opened(4);
  EXPECT_EQ(shut_down, "1 3 ");
}

}  // namespace
}  // namespace projector::http
