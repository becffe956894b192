#include "projector/core/settlement.h"

#include <algorithm>
#include <cstddef>

#include "projector/base/check.h"

#include "key_book.h"

namespace projector {
namespace {

using Kind = RowFate::Kind;
using Purpose = FoldedStatement::Purpose;

// What a row change would have done, applied at its place in the order of the records.
enum class Effect : std::uint8_t {
  kUnknown,
  kChanged,
  kRefused,     // Rows were there, none of them older.
  kMissed,      // No row was there.
  kNotChanged,  // One of these two.
};

constexpr std::size_t kEffectCount = 5;

RecordCounts settle_flat(const FoldedBatch& batch, std::span<const StatementResult> results) {
  std::uint64_t applied = 0;
  for (const StatementResult& result : results) {
    applied += result.rows_changed;
    for (const Standing standing : result.standings) applied += standing != Standing::kNotOlder;
  }
  // Another writer of the same rows may have come between look and write.
  RecordCounts counts;
  counts.applied = static_cast<std::uint32_t>(std::min<std::uint64_t>(applied, batch.range.size()));
  counts.stale = batch.range.size() - counts.applied;
  return counts;
}

// Of a change that is not newer than one which had the other effect.
Effect behind(Effect other, bool is_removal) {
  if (other == Effect::kUnknown) return Effect::kNotChanged;
  if (other != Effect::kChanged) return other;
  return is_removal ? Effect::kMissed : Effect::kRefused;
}

class Settlement {
 public:
  Settlement(const FoldedBatch& batch, std::span<const StatementResult> results)
      : batch_(batch),
        results_(results),
        effects_(batch.fates.size(), Effect::kUnknown),
        statement_of_(batch.fates.size(), 0),
        tallies_(batch.statements.size()) {}

  std::optional<RecordCounts> counts();

 private:
  // Of a write whose count does not tell which of its rows changed.
  struct Tally {
    std::uint64_t unknown = 0;
    std::uint64_t changed = 0;  // Of those.
    std::uint64_t lone = 0;     // Unknown rows that alone decide: applied, or else stale.
  };

  // What is known of the listed rows of the replace in hand.
  struct List {
    bool has_changed = false;
    bool is_open = false;
    bool is_live = false;  // Some are not refused beforehand.
  };

  void read_looks();
  void follow();
  void follow_list(std::size_t removal);
  void follow_fate(std::size_t place);
  void follow_back();
  void read_count(std::size_t statement);
  bool settle_record(const BatchRecord& record, RecordCounts& counts);

  const RowFate& fate(std::size_t place) const { return batch_.fates[place]; }
  const WritePlan& plan_of(std::size_t place) const {
    return (*batch_.plans)[batch_.batch->rows[batch_.first_row + place].plan];
  }

  const FoldedBatch& batch_;
  const std::span<const StatementResult> results_;
  std::vector<Effect> effects_;
  std::vector<std::uint32_t> statement_of_;  // Of each row: where it is written.
  std::vector<Tally> tallies_;
  List list_;
  bool counts_are_read_ = false;
};

std::optional<RecordCounts> Settlement::counts() {
  read_looks();
  follow();
  for (std::size_t i = 0; i < batch_.statements.size(); ++i) {
    if (batch_.statements[i].purpose == Purpose::kWrite) read_count(i);
  }
  counts_are_read_ = true;
  follow_back();
  follow();
  RecordCounts counts;
  for (std::uint32_t i = batch_.range.first; i < batch_.range.last; ++i) {
    if (!settle_record(batch_.batch->records[i], counts)) return std::nullopt;
  }
  for (const Tally& tally : tallies_) {
    if (tally.lone == 0) continue;
    if (tally.lone != tally.unknown) return std::nullopt;
    counts.applied += static_cast<std::uint32_t>(tally.changed);
    counts.stale += static_cast<std::uint32_t>(tally.unknown - tally.changed);
  }
  return counts;
}

void Settlement::read_looks() {
  for (std::size_t i = 0; i < batch_.statements.size(); ++i) {
    const FoldedStatement& statement = batch_.statements[i];
    if (statement.purpose == Purpose::kWrite) continue;
    const std::vector<Standing>& standings = results_[i].standings;
    PROJECTOR_CHECK(standings.size() == statement.rows.size(), "a look answers for each row");
    const bool inserts = (*batch_.plans)[statement.plan].kind == ChangeKind::kUpsert;
    for (std::size_t j = 0; j < standings.size(); ++j) {
      Effect& effect = effects_[statement.rows[j] - batch_.first_row];
      if (standings[j] == Standing::kNotOlder) {
        effect = Effect::kRefused;
      } else if (standings[j] == Standing::kOlder || inserts) {
        effect = Effect::kChanged;
      } else {
        effect = Effect::kMissed;
      }
    }
  }
}

// From what is known of a row to the rows after it that depend on it.
void Settlement::follow() {
  list_ = {};
  for (std::size_t place = 0; place < effects_.size(); ++place) {
    follow_fate(place);
    if (!fate(place).is_listed) {
      if (plan_of(place).kind == ChangeKind::kReplace) follow_list(place);
      list_ = {};
    } else if (fate(place).kind == Kind::kWritten || fate(place).kind == Kind::kFolded) {
      list_.has_changed |= effects_[place] == Effect::kChanged;
      list_.is_open |= effects_[place] == Effect::kUnknown;
      list_.is_live = true;
    }
  }
}

// A removal stands for its whole replace: what it lists is of the same parent.
void Settlement::follow_list(std::size_t removal) {
  Effect& effect = effects_[removal];
  // Where a parent had no rows, what is listed was put in.
  const bool puts_in = list_.is_live && effect == Effect::kMissed;
  if (list_.has_changed || puts_in) effect = Effect::kChanged;
  if (!counts_are_read_ || effect == Effect::kChanged) return;
  // What an earlier replace of the chain put in, a later one changes.
  const RowFate& own = fate(removal);
  const bool is_first_open = own.kind == Kind::kFolded && list_.is_open;
  const bool is_chained = own.kind == Kind::kFolded || own.kind == Kind::kWritten;
  const bool is_later_open =
      is_chained && own.other != RowFate::kNone && effects_[own.other] == Effect::kUnknown;
  if (is_first_open || is_later_open) effect = Effect::kUnknown;
}

void Settlement::follow_fate(std::size_t place) {
  const RowFate& own = fate(place);
  Effect& effect = effects_[place];
  if (own.kind == Kind::kStale) effect = Effect::kRefused;
  if (own.other == RowFate::kNone) return;
  const Effect other = effects_[own.other];
  if (own.kind == Kind::kBehind || own.kind == Kind::kBehindRemoval) {
    effect = behind(other, own.kind == Kind::kBehindRemoval);
    return;
  }
  // The later of two replaces also removes what the earlier one put in.
  const bool is_open = effect == Effect::kUnknown || effect == Effect::kNotChanged;
  const bool is_refused = other == Effect::kRefused && effect == Effect::kNotChanged;
  if (other == Effect::kChanged || (is_open && other == Effect::kMissed) || is_refused) {
    effect = other;
  }
}

// A row that refused a change had refused those of its chain before.
void Settlement::follow_back() {
  for (std::size_t place = effects_.size(); place-- > 0;) {
    const RowFate& own = fate(place);
    if (own.kind != Kind::kWritten && own.kind != Kind::kFolded) continue;
    if (own.other == RowFate::kNone || effects_[own.other] != Effect::kUnknown) continue;
    if (effects_[place] == Effect::kRefused) effects_[own.other] = Effect::kRefused;
  }
}

// Whether all, none, or some changed of the rows that are not known yet: the first two are known
// then. Of a removal the count is of rows of the table.
void Settlement::read_count(std::size_t index) {
  const FoldedStatement& statement = batch_.statements[index];
  Tally& tally = tallies_[index];
  std::uint64_t known = 0;
  for (const std::uint32_t row : statement.rows) {
    const std::size_t place = row - batch_.first_row;
    statement_of_[place] = static_cast<std::uint32_t>(index);
    if (effects_[place] == Effect::kUnknown) ++tally.unknown;
    if (effects_[place] == Effect::kChanged) ++known;
  }
  const WritePlan& plan = (*batch_.plans)[statement.plan];
  const std::uint64_t changed = results_[index].rows_changed;
  const bool counts_changes = names_whole_key(plan);
  if (!counts_changes && changed > 0 && statement.rows.size() > 1) return;
  // Fewer than known, where another writer of the same rows has come between look and write.
  tally.changed = counts_changes ? changed - std::min(changed, known) : changed;
  if (tally.changed > 0 && tally.changed < tally.unknown) return;
  const bool inserts = plan.kind == ChangeKind::kUpsert;
  const Effect unchanged = inserts ? Effect::kRefused : Effect::kNotChanged;
  const Effect effect = tally.changed > 0 ? Effect::kChanged : unchanged;
  for (const std::uint32_t row : statement.rows) {
    Effect& known_effect = effects_[row - batch_.first_row];
    if (known_effect == Effect::kUnknown) known_effect = effect;
  }
  tally = {};
}

// False: its outcome remains open.
bool Settlement::settle_record(const BatchRecord& record, RecordCounts& counts) {
  std::size_t seen[kEffectCount] = {};
  std::size_t open = 0;  // The last row that is unknown.
  const std::size_t first = record.first_row - batch_.first_row;
  for (std::size_t place = first; place < first + record.row_count; ++place) {
    ++seen[static_cast<std::size_t>(effects_[place])];
    if (effects_[place] == Effect::kUnknown) open = place;
  }
  const auto saw = [&](Effect effect) { return seen[static_cast<std::size_t>(effect)]; };
  if (saw(Effect::kChanged) > 0) {
    ++counts.applied;
    return true;
  }
  if (saw(Effect::kUnknown) > 0) {
    const bool is_stale = saw(Effect::kRefused) > 0 || plan_of(open).kind == ChangeKind::kUpsert;
    const bool is_counted = fate(open).kind == Kind::kWritten && names_whole_key(plan_of(open));
    ++tallies_[statement_of_[open]].lone;
    return saw(Effect::kUnknown) == 1 && is_stale && is_counted;
  }
  if (saw(Effect::kRefused) > 0) {
    ++counts.stale;
    return true;
  }
  ++counts.unmatched;
  return saw(Effect::kNotChanged) == 0;
}

}  // namespace

std::optional<RecordCounts> settle(const FoldedBatch& batch,
                                   std::span<const StatementResult> results) {
  PROJECTOR_CHECK(results.size() == batch.statements.size(), "each statement has its result");
  if (batch.is_flat) return settle_flat(batch, results);
  return Settlement(batch, results).counts();
}

}  // namespace projector
