// The options of one topic, and of one class of admission.

#include <algorithm>

#include "option.h"

namespace projector::config {
namespace {

constexpr std::uint64_t kSecond = 1'000;
constexpr std::uint64_t kDay = 86'400 * kSecond;

// Each writes a table of its own as a rule, and all of them in one transaction.
constexpr std::uint64_t kProjectionsMax = 16;

using Topic = TopicOptions;
using AdmissionClass = AdmissionClassOptions;

Option<Topic> topic_class() {
  const Choice<Topic> choice{
      {"critical", "normal", "optional"},
      [](Topic& t, std::size_t word) { t.topic_class = static_cast<TopicClass>(word); },
      [](const Topic& t) { return static_cast<std::size_t>(t.topic_class); }};
  return {"class", choice, {}, "While the sink cannot take all, topics of lower classes wait."};
}

Option<Topic> record_format() {
  const Choice<Topic> choice{
      {"json", "json_registry"},
      [](Topic& t, std::size_t word) { t.format = static_cast<RecordFormat>(word); },
      [](const Topic& t) { return static_cast<std::size_t>(t.format); }};
  return {"format", choice, {}, "JSON, or JSON behind the 5-byte prefix of a schema registry."};
}

Option<Topic> overload() {
  const Choice<Topic> choice{
      {"hold", "shed"},
      [](Topic& t, std::size_t word) { t.overload = static_cast<OverloadPolicy>(word); },
      [](const Topic& t) { return static_cast<std::size_t>(t.overload); }};
  return {"overload",
          choice,
          {},
          "Hold: unread records wait in Kafka. Shed: those older than shed_older_than are counted, "
          "not applied, while a topic protects its budget."};
}

template <std::string AdmissionClass::* Member>
Choice<AdmissionClass> state_word() {
  return {{kStates.begin(), kStates.end()},
          [](AdmissionClass& c, std::size_t word) { c.*Member = kStates[word]; },
          [](const AdmissionClass& c) {
            const auto* const found = std::find(kStates.begin(), kStates.end(), c.*Member);
            return static_cast<std::size_t>(found - kStates.begin());
          }};
}

}  // namespace

const std::vector<Option<Topic>>& topic_options() {
  static const std::vector<Option<Topic>> described = {
      {"name", +[](Topic& t) -> auto& { return t.name; }, {1, 249}, "The topic.", true},
      {"projection",
       +[](Topic& t) -> auto& { return t.projections; },
       {1, kProjectionsMax},
       "The projection of its records, or a list of them: all in one transaction.",
       true},
      topic_class(),
      {"freshness_budget",
       +[](Topic& t) -> auto& { return t.freshness_budget; },
       {kSecond, 365 * kDay},
       "A record older than this when it is applied breaks the promise to the readers of its "
       "table.",
       false,
       true},
      record_format(),
      {"dead_letter_topic",
       +[](Topic& t) -> auto& { return t.dead_letter_topic; },
       {0, 249},
       "Where records go that can never be applied. Without one, a bad record stops its "
       "partition."},
      overload(),
      {"shed_older_than",
       +[](Topic& t) -> auto& { return t.shed_older_than; },
       {kSecond, 365 * kDay},
       "Age from which records are passed over; required where overload is shed."},
      {"retention_reserve",
       +[](Topic& t) -> auto& { return t.retention_reserve; },
       {0, 365 * kDay},
       "A held topic is read again before retention comes this close.",
       false,
       true},
  };
  return described;
}

const std::vector<Option<AdmissionClass>>& admission_class_options() {
  static const std::vector<Option<AdmissionClass>> described = {
      {"limit_from",
       state_word<&AdmissionClass::limit_from>(),
       {},
       "The state from which the class is limited; it must come before refuse_from.",
       false,
       true},
      {"refuse_from",
       state_word<&AdmissionClass::refuse_from>(),
       {},
       "The state from which the class is refused.",
       false,
       true},
      {"rate",
       Rate<AdmissionClass>{[](AdmissionClass& c) -> auto& { return c.rate_per_second; }},
       {1, 1'000'000'000},
       "What the whole group admits while the class is limited, divided among its live members. "
       "Without it, half of what the sink has to spare.",
       false,
       true},
  };
  return described;
}

}  // namespace projector::config
