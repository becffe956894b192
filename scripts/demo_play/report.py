"""The evening against its promises: what was measured, beside what was promised."""

from dataclasses import dataclass

from .evening import SLOW_TABLE_RATE
from .screen import mib

RESIDENT_BYTES_MAX = 80 * 2**20
FIRST_ROW_SECONDS_MAX = 2.0


@dataclass(frozen=True)
class Promise:
    what: str
    measured: str
    promised: str
    kept: bool


def _rows(outcome):
    seen = outcome.verified
    return Promise("rows verified",
                   f"{seen['rows_found']:,} of {seen['rows_expected']:,}: {seen['missing']:,} "
                   f"missing, {seen['stale']:,} stale, {seen['extra']:,} extra", "all, no other",
                   seen["agrees"] and seen["missing"] + seen["stale"] + seen["extra"] == 0)


def _lost(outcome):
    """Events that the broker took and the table does not show, in whatever way they went."""
    seen = outcome.verified
    lost = (abs(outcome.produced["events"] - seen["records"]) + seen["missing"] + seen["stale"]
            + seen["bad_records"] + seen["given_up_wrongly"] + outcome.uncommitted)
    return Promise("events lost", f"{lost:,} of {outcome.produced['events']:,}", "0", lost == 0)


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


PROMISES = (_rows, _lost, _dead_letters, _replay, _first_write, _first_row, _in_flight, _memory, _rebalances, _stalled, _stop,
            _looks)


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
        ("oldest record waiting", f"{watch.oldest_age:.0f} s (budget {watch.budget:.0f} s)"),
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
    applies. harbor-sim reads the topic twice to tell such rows from wrong ones."""


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
