#include "http/body_book.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace projector::http {
namespace {

std::string given_up;  // The sockets, in order: "3 5 ".

void note_shutdown(int socket) { given_up += std::to_string(socket) + " "; }

class BodyBookTest : public testing::Test {
 protected:
  void SetUp() override { given_up.clear(); }

  BodyBook book_{10, &note_shutdown};
};

TEST_F(BodyBookTest, KeepsAsMuchAsAllowed) {
  book_.began(1, "12345");
  EXPECT_EQ(book_.began(2, "67890").text, "67890");
  EXPECT_EQ(given_up, "");
}

TEST_F(BodyBookTest, TakesTheTextWithoutACopy) {
  std::string text(1000, 'x');
  const char* const place = text.data();
  EXPECT_EQ(book_.began(1, std::move(text)).text.data(), place);
}

TEST_F(BodyBookTest, GivesTheOldestUpForOneByteMore) {
  book_.began(1, "12345");
  book_.began(2, "67890");
  book_.began(3, "x");
  EXPECT_EQ(given_up, "1 ");
}

TEST_F(BodyBookTest, GivesUpAsManyAsItTakes) {
  book_.began(1, "123");
  book_.began(2, "456");
  book_.began(3, "7890");
  book_.began(4, "abcdef");
  EXPECT_EQ(given_up, "1 2 ");
}

TEST_F(BodyBookTest, SendsOneThatIsLargerThanAllowed) {
  book_.began(1, "1");
  book_.began(2, "more than ten bytes");
  EXPECT_EQ(given_up, "1 ");
}

TEST_F(BodyBookTest, HasRoomAgainAfterOneEnded) {
  const auto& first = book_.began(1, "1234567890");
  book_.ended(first);
  book_.began(2, "1234567890");
  EXPECT_EQ(given_up, "");
}

TEST_F(BodyBookTest, CountsOneThatWasGivenUpNoMore) {
  const auto& first = book_.began(1, "1234567890");
  book_.began(2, "12345");
  book_.ended(first);
  book_.began(3, "67890");
  EXPECT_EQ(given_up, "1 ");
}

}  // namespace
}  // namespace projector::http
