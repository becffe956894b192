#include "kafka/access_book.h"

#include <gmock/gmock.h>

namespace projector::kafka {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

AccessBook two_topics() { return AccessBook({"bookings", "refunds"}, "projector"); }

TEST(AccessBook, HasNoNewsWhileNothingIsRefused) {
  AccessBook book = two_topics();
  book.on_topic("bookings", RD_KAFKA_RESP_ERR_NO_ERROR);
  book.on_error(RD_KAFKA_RESP_ERR__TRANSPORT);

  EXPECT_EQ(book.take_news(), std::nullopt);
  EXPECT_FALSE(book.wants_look());
}

TEST(AccessBook, NamesTheTopicThatIsRefusedOnceAndThatItIsGrantedAgain) {
  AccessBook book = two_topics();
  book.on_topic("refunds", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  EXPECT_THAT(book.take_news(),
              Optional(ElementsAre(IsEmpty(),
                                   HasSubstr("the topic refunds (TOPIC_AUTHORIZATION_FAILED)"))));
  EXPECT_TRUE(book.wants_look());

  book.on_topic("refunds", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  EXPECT_EQ(book.take_news(), std::nullopt);

  book.on_topic("refunds", RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_THAT(book.take_news(), Optional(ElementsAre(IsEmpty(), IsEmpty())));
  EXPECT_FALSE(book.wants_look());
}

TEST(AccessBook, KeepsWhatIsRefusedThroughErrorsThatSayNothingOfIt) {
  AccessBook book = two_topics();
  book.on_topic("refunds", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  static_cast<void>(book.take_news());

  book.on_topic("refunds", RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE);
  book.on_topic("somebody-elses", RD_KAFKA_RESP_ERR_NO_ERROR);

  EXPECT_EQ(book.take_news(), std::nullopt);
  EXPECT_TRUE(book.wants_look());
}

TEST(AccessBook, NamesTheGroupForEveryTopicUntilItAnswers) {
  AccessBook book = two_topics();
  book.on_error(RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
  const auto group = HasSubstr("the group projector (GROUP_AUTHORIZATION_FAILED)");
  EXPECT_THAT(book.take_news(), Optional(ElementsAre(group, group)));
  EXPECT_FALSE(book.wants_look()) << "descriptions say nothing of the group";

  book.on_group_answered();
  EXPECT_THAT(book.take_news(), Optional(ElementsAre(IsEmpty(), IsEmpty())));
}

TEST(AccessBook, LooksWhichTopicItIsWhereThatWasNotSaid) {
  AccessBook book = two_topics();
  book.on_error(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);

  EXPECT_TRUE(book.wants_look());
  EXPECT_EQ(book.take_news(), std::nullopt);
}

}  // namespace
}  // namespace projector::kafka
