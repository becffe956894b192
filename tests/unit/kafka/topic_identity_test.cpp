#include "kafka/topic_identity.h"

#include <gtest/gtest.h>

namespace projector::kafka {
namespace {

TEST(TopicIdentity, ComesBackFromWhatWasStored) {
  const TopicIdentity identity{"Vv3aXo-XSWiqtlzUyp9S3w", 12};
  EXPECT_EQ(written(identity), "topic-id=Vv3aXo-XSWiqtlzUyp9S3w partitions=12");
  EXPECT_EQ(read_identity(written(identity)), identity);
}

TEST(TopicIdentity, IsNotReadFromWhatOthersStore) {
  EXPECT_EQ(read_identity(""), std::nullopt);
  EXPECT_EQ(read_identity("flink-checkpoint-7"), std::nullopt);
  EXPECT_EQ(read_identity("topic-id=Vv3a"), std::nullopt);
  EXPECT_EQ(read_identity("topic-id= partitions=12"), std::nullopt);
  EXPECT_EQ(read_identity("topic-id=Vv3a partitions="), std::nullopt);
  EXPECT_EQ(read_identity("topic-id=Vv3a partitions=12x"), std::nullopt);
  EXPECT_EQ(read_identity("topic-id=Vv3a partitions=-1"), std::nullopt);
}

TEST(TopicIdentity, SaysWhatChangedAndWhatToDo) {
  EXPECT_EQ(what_changed({"a", 4}, {"a", 6}),
            "the topic has 6 partitions and had 4, so its offsets cannot be compared with those "
            "that the rows bear as versions. It stays so: stop the group, empty the table, reset "
            "the group's offsets, and start again");
  EXPECT_TRUE(what_changed({"a", 4}, {"b", 6}).starts_with("the topic was deleted and made anew,"));
}

std::vector<TopicOptions> topics() {
  TopicOptions versioned;
  versioned.name = "versioned";
  TopicOptions by_offset;
  by_offset.name = "by-offset";
  by_offset.has_offset_versions = true;
  return {versioned, by_offset};
}

TEST(TopicIdentities, SignNothingBeforeTheyLearned) {
  const TopicIdentities identities(topics());
  const PartitionList list(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(list.get(), "by-offset", 0);
  identities.sign(*list);
  EXPECT_EQ(list->elems[0].metadata, nullptr);
  EXPECT_EQ(identities.change_of(1), "");
}

}  // namespace
}  // namespace projector::kafka
