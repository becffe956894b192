"""The evening against its promises: what was measured, beside what was promised."""

from dataclasses import dataclass
from datetime import datetime

from .evening import SLOW_TABLE_RATE
from .screen import mib
from .watch import KILLED

RESIDENT_BYTES_MAX = 80 * 2**20
FIRST_ROW_SECONDS_MAX = 2.0
STATES_OF_LINE = 5
STATE_SECONDS_MIN = 2.0


@dataclass(frozen=True)
class Promise:
    what: str
    measured: str
    promised: str
    kept: bool


def _rows_of(what, seen):
    return Promise(what, f"{seen['rows_found']:,} of {seen['rows_expected']:,}: "
                   f"{seen['missing']:,} missing, {seen['stale']:,} stale, {seen['extra']:,} extra",
                   "all, no other",
                   seen["agrees"] and seen["missing"] + seen["stale"] + seen["extra"] == 0)


def _rows(outcome):
    return _rows_of("rows verified", outcome.verified)


def _export_rows(outcome):
    return _rows_of("rows of exports verified", outcome.verified_exports)


def _lost(outcome):
    """Events that the broker took and the tables do not show, in whatever way they went."""
    seen, exports = outcome.verified, outcome.verified_exports
    sent = outcome.produced["events"] + outcome.exported["events"]
    lost = (abs(sent - seen["records"] - exports["records"]) + seen["missing"] + seen["stale"]
            + exports["missing"] + exports["stale"] + seen["bad_records"]
            + seen["given_up_wrongly"] + outcome.uncommitted)
    return Promise("events lost", f"{lost:,} of {sent:,}", "0", lost == 0)


def _budget(outcome):
    age, budget = outcome.watch.oldest_age, outcome.watch.budget
    return Promise("oldest booking waiting", f"{age:.0f} s", f"within its budget, {budget:.0f} s",
                   age <= budget)


def _held(outcome):
    """Read again they were, or the evening had not ended: it waits for that."""
    seconds = outcome.watch.held_seconds()
    return Promise("exports held for bookings", f"{seconds:.1f} s, then read again",
                   "while bookings are at risk [4]", seconds > 0 and outcome.watch.was_held)


def _edge(outcome):
    edge = outcome.edge
    told = [seconds for seconds in edge.retry_after if seconds is not None]
    waits = f", Retry-After {min(told)} to {max(told)} s" if told else ""
    return Promise("edge turned away meanwhile",
                   f"{edge.turned_away:,} of {edge.turned_away + edge.admitted:,} times{waits}",
                   "429 with 1 to 60 s, admitted again [4]",
                   edge.turned_away > 0 and edge.has_good_retry_after() and not edge.other
                   and edge.was_admitted_last)


def _dead_letters(outcome):
    """Bad events as produce made them, and as verify judges by a reading of its own."""
    seen = outcome.verified
    sent = outcome.produced["bad"]
    return Promise("bad events kept as dead letters",
                   f"{seen['dead_letters']:,} of {sent:,}, {seen['given_up_wrongly']:,} good ones",
                   "all, no good one", seen["dead_letters"] == sent
                   and seen["bad_records"] == 0 and seen["given_up_wrongly"] == 0)


def _replay(outcome):
    again = outcome.crash.read_again
    promised = outcome.crash.promised_replay(outcome.commit_interval)
    return Promise("read again after the kill", f"{again:,} records", f"at most {promised:,} [1]",
                   0 <= again <= promised)


def _first_batch_seconds(outcome):
    """Of all writers together: a batch is several statements, and the slow table serves in turn."""
    return outcome.rows_at_once / SLOW_TABLE_RATE


def _first_row(outcome):
    seconds = outcome.crash.first_row_after
    promised = (FIRST_ROW_SECONDS_MAX + outcome.crash.orphans_done_after
                + _first_batch_seconds(outcome))
    return Promise("restart to first new row", f"{seconds:.2f} s", f"at most {promised:.2f} s [2]",
                   seconds <= promised)


def _first_write(outcome):
    seconds = outcome.crash.writes_after
    return Promise("restart to first write", f"{seconds:.2f} s",
                   f"at most {FIRST_ROW_SECONDS_MAX:.2f} s", seconds <= FIRST_ROW_SECONDS_MAX)


def _in_flight(outcome):
    most, limit = outcome.watch.most_in_flight, outcome.crash.in_flight_limit
    return Promise("most in flight", f"{most:,} records", f"at most {limit:,}", most <= limit)


def _memory(outcome):
    most = outcome.watch.most_resident_bytes
    return Promise("most memory (RSS)", mib(most), f"at most {mib(RESIDENT_BYTES_MAX)}",
                   0 < most <= RESIDENT_BYTES_MAX)


def _rebalances(outcome):
    # Each of the two processes joins once; more would be the group's answer to a slow table.
    count = outcome.crash.rebalances_before + outcome.watch.sight.rebalances - 2
    return Promise("rebalances by slowness", f"{count}", "0", count == 0)


def _stalled(outcome):
    seconds = outcome.watch.stalled_seconds
    return Promise("stood still (stalled)", f"{seconds:.1f} s", "0 s", seconds == 0)


def _stop(outcome):
    return Promise("stop by SIGTERM",
                   f"exit code {outcome.exit_code}, {outcome.uncommitted:,} records uncommitted",
                   "0 and 0", outcome.exit_code == 0 and outcome.uncommitted == 0)


def _looks(outcome):
    failed = len(outcome.watch.failures)
    return Promise("figures read", f"{outcome.watch.looks - failed:,} of {outcome.watch.looks:,} "
                   "looks", "every time", failed == 0)


PROMISES = (_rows, _export_rows, _lost, _dead_letters, _budget, _held, _edge, _replay, _first_write,
            _first_row, _in_flight, _memory, _rebalances, _stalled, _stop, _looks)


def promises(outcome):
    return [promise(outcome) for promise in PROMISES]


def _dead_letter_facts(outcome):
    """How many of which class, and one of the reasons that their headers give."""
    classes = outcome.verified["dead_letter_classes"]
    if not classes:
        return ()
    told = ", ".join(f"{name} {counted['count']:,}" for name, counted in classes.items())
    name = "type" if "type" in classes else next(iter(classes))
    repeated = outcome.dead_letter_records - outcome.verified["dead_letters"]
    return (("dead letters", f"{told}; {repeated:,} written twice by the kill"),
            (f"such as ({name})", classes[name]["example"]))


def _time(at):
    return datetime.fromisoformat(at.replace("Z", "+00:00"))


def _clock(outcome, at):
    """Of the evening, for a time of the daemon's."""
    seconds = int(_time(at).timestamp() - outcome.began_at)
    return f"{seconds // 60:02}:{seconds % 60:02}"


def _lasting(decisions):
    """Without what was over in a moment: a second of lag, and caught up again."""
    times = [at for at, _, _, _ in decisions][1:] + [None]
    kept = []
    for (at, _, state, _), until in zip(decisions, times):
        is_short = until and (_time(until) - _time(at)).total_seconds() < STATE_SECONDS_MIN
        is_kill = state == KILLED
        if (is_kill or not is_short) and (not kept or kept[-1][1] != state):
            kept.append((at, state))
    return kept


def _state_facts(outcome):
    """What the daemon showed, and since when; each process begins with steady."""
    told = [f"{_clock(outcome, at)} {state}" for at, state in _lasting(outcome.watch.decisions())]
    lines = [", ".join(told[first:first + STATES_OF_LINE])
             for first in range(0, len(told), STATES_OF_LINE)]
    return tuple(("states (of 2 s and more)" if number == 0 else "", line) for number, line in enumerate(lines))


def _facts(outcome):
    crash, watch, produced = outcome.crash, outcome.watch, outcome.produced
    seen = outcome.verified
    return (
        ("events", f"{produced['events']:,} in {produced['seconds']:.0f} s; of them "
         f"{produced['duplicates']:,} twice, {produced['disordered']:,} out of order, "
         f"{produced['bad']:,} bad"),
        ("rows", f"changed {seen['rows_changed']:,} times by {seen['applied']:,} events; "
         f"{seen['stale_records']:,} were stale, {seen['unmatched']:,} met no row"),
        *_dead_letter_facts(outcome),
        ("exports", f"{outcome.exported['events']:,} of class optional, into a table of their own"),
        *_state_facts(outcome),
        ("edge", f"admitted {outcome.edge.admitted:,} times, turned away "
         f"{outcome.edge.turned_away:,}, not answered {outcome.edge.unanswered:,} (the kill)"),
        ("largest lag", f"{watch.largest_lag:,} records, all in Kafka but those in flight"),
        ("drain", f"{outcome.lag_at_lift:,} records in {outcome.drain_seconds:.1f} s once the "
         "table was fast, with the load going on"),
        ("ready after the restart", f"/readyz after {crash.answers_after:.2f} s"),
        ("of the records read again", f"{crash.applied_again:,} had been applied; rows they "
         f"changed again: {seen['excused']:,} [3]"),
        ("batches tried again", f"{crash.retries_before + watch.sight.retries:,}"),
    )


def _notes(outcome):
    crash = outcome.crash
    return f"""\
[1] Twice the {crash.in_flight_limit:,} in flight, and {outcome.commit_interval:g} s of work at \
{crash.out_rate:,.0f}/s: what is between two commits.
[2] {FIRST_ROW_SECONDS_MAX:g} s, {crash.orphans_done_after:.2f} s in which the slow table finished \
what the killed process had sent,
    and {_first_batch_seconds(outcome):.2f} s for the first batches of all writers: \
{outcome.rows_at_once:,} rows at {SLOW_TABLE_RATE}/s, side by side.
    The demo's daemon is a static member (kafka.instance_id), and its broker has
    group.initial.rebalance.delay.ms=0. With Kafka's default a new group waits 3 s; a member
    without instance_id waits for the dead one's session, 45 s.
[3] An update that met no row is not remembered. Read again after a late event brought its row, it
    applies. harbor-sim reads the topic twice to tell such rows from wrong ones.
[4] By forecast, before the budget is broken: docs/OVERLOAD.md. The table stays slow until both were
    seen. Held exports stay in Kafka, with their offsets; an edge that waits as Retry-After says
    comes back once the backlog is gone."""


def render(outcome):
    kept = promises(outcome)
    facts = _facts(outcome)
    names = max(len(name) for name in [promise.what for promise in kept] + [f[0] for f in facts])
    wide = max(len(promise.measured) for promise in kept)
    lines = ["", f"{'':10}{'promise':<{names}}  {'measured':<{wide}}  promised"]
    for promise in kept:
        verdict = "kept" if promise.kept else "BROKEN"
        lines.append(f"  {verdict:<8}{promise.what:<{names}}  {promise.measured:<{wide}}  "
                     f"{promise.promised}")
    lines += ["", *(f"{'':10}{name:<{names}}  {text}" for name, text in facts)]
    lines += ["", _notes(outcome), ""]
    broken = sum(not promise.kept for promise in kept)
    lines.append(f"{broken} of {len(kept)} promises BROKEN." if broken
                 else f"All {len(kept)} promises kept.")
    return "\n".join(lines)
