// Which records of a topic were given up as dead letters, and why.
//
// A dead letter is at least once in its topic, so what counts is its place: topic, partition and
// offset that it came from. Thread: one owner.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace harbor {

using Place = std::pair<std::int32_t, std::int64_t>;  // Partition and offset.

class DeadLetterBook {
 public:
  struct Letter {
    std::string reject_class;  // `json`, `type`, `constraint` ...
    std::string reason;
  };

  void note(const Place& place, Letter letter);

  // Takes the place off the book: its class, or nothing when the record was not given up.
  std::optional<std::string> take(const Place& place);

  // Places that were noted and not taken: records that were not in the topic any more.
  std::size_t left() const { return classes_.size(); }

  struct ClassCount {
    std::uint64_t count = 0;
    std::string example;  // The reason of the first.
  };

  // By class.
  const std::map<std::string, ClassCount>& counts() const { return counts_; }

 private:
  std::map<Place, std::string> classes_;
  std::map<std::string, ClassCount> counts_;
};

}  // namespace harbor
