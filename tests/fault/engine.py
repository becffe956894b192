"""Plays a case: fault, heal, catching up, and the checks that hold in every case."""

import time

import checks
from play import Play
from watch import Watch


class Broken(AssertionError):
    """What did not hold, all of it."""


def play_case(servers, case):
    """Returns the figures of the case; raises Broken with everything that was wrong."""
    servers.restore()
    play = Play(servers, case)
    servers.scene = play.scene  # For the report of a failure.
    watch = Watch(play)
    try:
        play.start()
        watch.start()
        _fault_and_heal(play)
        wrong = _judge(play, watch)
    finally:
        servers.restore()
        play.close()
    if wrong:
        raise Broken(f"{case.name}:\n" + "\n".join(dict.fromkeys(wrong)))
    return play.figures


def _fault_and_heal(play):
    case = play.case
    for step in case.fault:
        step(play)
    for step in case.heal:
        step(play)
    play.end_load()
    healed_at = time.monotonic()
    play.wait_caught_up(case.catches_up_within)
    play.figures["caught up after the load"] = f"{time.monotonic() - healed_at:.1f} s"
    for step in case.expect:
        step(play)


def _judge(play, watch):
    checks.no_writer_is_left(play)
    watch.stop()
    wrong = [*watch.violations,
             *checks.table_equals_fold(play),
             *checks.no_version_went_back(play),
             *checks.every_record_has_an_outcome(play, watch),
             *checks.records_are_accounted_for(play, watch),
             *checks.rebalances_come_from_the_group(play),
             *play.home.what_was_wrong(),
             *checks.members_end_well(play),
             *checks.log_is_quiet(play)]
    play.figures["most in flight"] = f"{watch.in_flight_max:.0f} records"
    play.figures["most resident"] = f"{watch.resident_max / (1 << 20):.0f} MiB"
    play.figures["samples"] = f"{watch.samples}, {watch.commits_compared} commits compared"
    return wrong
