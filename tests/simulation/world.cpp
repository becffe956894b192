#include "world.h"

#include <algorithm>
#include <utility>

#include "fault_plan.h"
#include "oracle.h"
#include "transaction_check.h"
#include "violation.h"

namespace projector::simulation {
namespace {

constexpr auto kGrowEvery = std::chrono::milliseconds(500);
constexpr auto kLookEvery = std::chrono::milliseconds(500);
constexpr auto kRestsWithin = std::chrono::seconds(30);
constexpr std::uint64_t kFaultsMin = 20;
constexpr std::uint64_t kFaultKindsMin = 6;
constexpr std::uint32_t kRecordsMin = 3'000;

}  // namespace

World::World(std::uint64_t seed, bool is_shown)
    : scenario_(make_scenario(seed)),
      random_(seed),
      trace_(agenda_, is_shown),
      brokers_(scenario_, agenda_, random_, trace_, faults_),
      server_(scenario_.tables()),
      life_(scenario_, seed + 1'000'003) {
  brokers_.on_append([this](PartitionRef partition) {
    for (const auto& member : members_) {
      if (member->reads(partition)) member->look();
    }
  });
  // One more than there are at once: who joins for a while.
  for (std::uint32_t target = 0; target <= scenario_.members; ++target) {
    members_.push_back(
        std::make_unique<Member>(MemberParts{scenario_, agenda_, trace_, brokers_, server_},
                                 static_cast<int>(target), random_.next()));
  }
}

Report World::run() {
  Report report;
  try {
    append_some(scenario_.records / 10);
    grow();
    look_around();
    for (std::uint32_t target = 0; target < scenario_.members; ++target) {
      agenda_.after(random_.pause(0, 3'000), [this, target] { members_[target]->start(); });
    }
    FaultPlan plan(*this, random_.next());
    plan.schedule();
    agenda_.after(scenario_.heals_at, [this] { mend_all(); });
    run_until_caught_up();
    check_tables();
    check_letters();
    for (const auto& member : members_) member->check_rest();
    check_faults();
  } catch (const Violation& violation) {
    report.violation = violation.what();
    trace_.say("violation", {}, violation.what());
  }
  report.virtual_seconds = to_seconds(agenda_.elapsed());
  report.records = appended_;
  report.digest = trace_.digest();
  report.faults = faults_;
  report.shed = brokers_.shed();
  for (const auto& member : members_) report.holds += member->holds();
  return report;
}

// Now few, now many: what is behind is as much a part of a run as what is current.
void World::grow() {
  if (agenda_.elapsed() >= scenario_.grows_until) {
    append_some(scenario_.records - appended_);
    return;
  }
  const auto left =
      std::max<std::int64_t>((scenario_.grows_until - agenda_.elapsed()) / kGrowEvery, 1);
  const auto mean = static_cast<std::int64_t>(scenario_.records - appended_) / left + 1;
  std::int64_t count = random_.percent(60) ? random_.between(0, mean) : 0;
  if (random_.percent(5)) count = random_.between(mean, mean * 15);
  append_some(
      static_cast<std::uint32_t>(std::min<std::int64_t>(count, scenario_.records - appended_)));
  agenda_.after(kGrowEvery, [this] { grow(); });
}

void World::append_some(std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    NewRecord made = life_.next(brokers_.partition_counts(), agenda_.wall());
    const bool has_gap = random_.percent(scenario_.gaps_percent);
    brokers_.append(made.partition, std::move(made.record), has_gap ? random_.between(1, 9) : 0);
    ++appended_;
  }
}

void World::append_at_once() {
  constexpr std::uint32_t kAtOnce = 300;
  append_some(std::min(kAtOnce, scenario_.records - std::min(appended_, scenario_.records)));
}

// As by a table that each writes once a second: late, and not always.
void World::tell_each_other() {
  for (std::size_t member = 0; member < members_.size(); ++member) {
    if (random_.percent(70)) members_[member]->hear(view_of(member));
  }
}

GroupView World::view_of(std::size_t member) {
  GroupView view;
  view.is_known = random_.percent(90);
  view.others.resize(kTopicCount);
  for (std::size_t other = 0; other < members_.size(); ++other) {
    if (other == member) continue;
    for (std::size_t topic = 0; topic < kTopicCount; ++topic) {
      view.others[topic] = std::max(view.others[topic], members_[other]->state_of(topic));
    }
  }
  return view;
}

void World::look_around() {
  tell_each_other();
  if (!faults_.is_at_work(Fault::kBrokersAway, Faults::kEverybody)) brokers_.group().look_around();
  agenda_.after(kLookEvery, [this] { look_around(); });
}

void World::mend_all() {
  trace_.say("world.mended");
  is_mended_ = true;
  for (std::size_t table = 0; table < kTopicCount; ++table) {
    if (scenario_.bad_records[table] == BadRecords::kTableMended) server_.mend(table);
  }
  const auto needs_restart = [this](BadRecords policy) {
    return policy == BadRecords::kConfigurationMended || scenario_.loss_stops;
  };
  const bool all_restart =
      std::any_of(scenario_.bad_records.begin(), scenario_.bad_records.end(), needs_restart);
  for (std::uint32_t target = 0; target < members_.size(); ++target) {
    Member& member = *members_[target];
    member.mend_configuration();
    member.thaw();
    if (all_restart && !member.is_down()) {
      member.ask_to_stop();
      restart(static_cast<int>(target));
    } else if (member.is_down() && target < scenario_.members) {
      restart(static_cast<int>(target));
    }
    member.look();
  }
}

// Once its process is gone.
void World::restart(int target) {
  agenda_.after(random_.pause(200, 3'000), [this, target] {
    Member& member = *members_[static_cast<std::size_t>(target)];
    if (!member.is_down()) {
      restart(target);
    } else {
      member.start();
    }
  });
}

void World::run_until_caught_up() {
  const Instant start = agenda_.now() - agenda_.elapsed();
  while (agenda_.run_next(start + scenario_.ends_at)) {
  }
  while (!is_caught_up()) {
    const Instant until =
        std::min(agenda_.now() + std::chrono::seconds(1), start + scenario_.must_end_at);
    while (agenda_.run_next(until)) {
    }
    require(agenda_.elapsed() < scenario_.must_end_at,
            "everything catches up after the last fault is mended",
            [this] { return what_is_behind(); });
  }
  // And whatever was held is released.
  const Instant rests = agenda_.now() + kRestsWithin;
  while (agenda_.run_next(rests)) {
  }
}

bool World::is_caught_up() {
  const auto partitions = brokers_.partitions();
  return std::all_of(partitions.begin(), partitions.end(), [this](PartitionRef partition) {
    return brokers_.group().committed(partition) == brokers_.log(partition).end;
  });
}

std::string World::what_is_behind() {
  std::string text;
  for (const PartitionRef partition : brokers_.partitions()) {
    const auto committed = brokers_.group().committed(partition).value_or(Offset{-1});
    const Offset end = brokers_.log(partition).end;
    if (committed == end) continue;
    text.append(std::to_string(partition.topic)).append("/");
    text.append(std::to_string(partition.partition)).append(" at ");
    text.append(std::to_string(committed.value)).append(" of ");
    text.append(std::to_string(end.value)).append("; ");
  }
  for (const auto& member : members_) text.append("member: ").append(member->state()).append("; ");
  return text;
}

// A run that met no trouble proves nothing.
void World::check_faults() const {
  require(faults_.met() >= kFaultsMin, "a run meets at least 20 faults");
  require(faults_.kinds_met() >= kFaultKindsMin, "a run meets at least 6 kinds of faults");
  require(appended_ >= kRecordsMin, "a run has at least 3,000 records");
  require(to_seconds(agenda_.elapsed()) >= 600, "a run lasts at least 10 minutes");
}

void World::check_tables() {
  Oracle oracle(scenario_.tables());
  for (const PartitionRef partition : brokers_.partitions()) {
    const bool constraint_holds = server_.refuses_poison(partition.topic);
    for (const LogRecord& record : brokers_.log(partition).records) {
      const bool is_passed = record.is_lost || record.is_shed;
      if (!record.meaning.change || (is_passed && !record.is_applied)) continue;
      const bool is_poisoned = record.meaning.kind == Meaning::Kind::kPoisoned;
      oracle.apply(*record.meaning.change, is_poisoned, constraint_holds);
    }
  }
  for (std::size_t table = 0; table < kTopicCount; ++table) {
    const std::string different = difference(oracle.tables()[table], server_.tables()[table]);
    require(different.empty(), "the tables are the fold of the log", [&] { return different; });
  }
}

// Bad records are in the dead-letter topic; nothing else is. What was shed was counted.
void World::check_letters() {
  std::uint64_t shed = 0;
  for (const PartitionRef partition : brokers_.partitions()) {
    for (const LogRecord& record : brokers_.log(partition).records) {
      if (record.is_lost) continue;
      const bool is_bad = record.meaning.kind == Meaning::Kind::kBad;
      require(!is_bad || record.letters > 0, "every bad record becomes a dead letter");
      const bool may_be_one = is_bad || record.meaning.kind == Meaning::Kind::kPoisoned;
      require(may_be_one || record.letters == 0, "only bad records become dead letters");
      require(is_done(record), "every record has an outcome");
      if (record.is_shed && !record.is_applied) ++shed;
    }
  }
  require(shed <= brokers_.shed(), "every record that is shed is counted");
}

}  // namespace projector::simulation
