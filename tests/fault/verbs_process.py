"""What happens to the daemon's own process."""

import random
import signal
import time

import checks
from harness.waiting import wait_until

from case import verb
from play import FLOW

SEED = 20260714
COMMIT_INTERVAL_SECONDS = 1.0
SLOW_COMMIT_SECONDS = 4.0  # On a machine where everything waits for a core, commits included.


@verb
def kill_at_random_moments(play, times):
    """SIGKILL and a new start, again and again; what is read again stays within the promise."""
    moments = random.Random(SEED)
    flow = 2 * FLOW["in_flight_records"]
    most, kept = 0, 0
    for _ in range(times):
        work_of = _kill_after(play, moments.randrange(20, 800))
        play.start_again(play.member)
        _wait_caught_up(play)
        again = play.outcomes(play.member)["stale"]
        most = max(most, again)
        kept += again <= flow + work_of(COMMIT_INTERVAL_SECONDS)
        bound = flow + work_of(SLOW_COMMIT_SECONDS)
        assert again <= bound, f"seed {SEED}: {again} read again, at most {bound} expected"
    play.figures["SIGKILLs"] = f"{times}, read again at most {most}, within the promise {kept}"


def _kill_after(play, more):
    """When `more` rows have come; returns how many rows came in so many seconds before."""
    seen = [(0.0, _rows(play))]

    def has_come():
        seen.append((time.monotonic(), _rows(play)))
        return seen[-1][1] >= seen[0][1] + more

    wait_until(has_come, f"{more} more rows", 90)
    kill(play)
    killed_at = time.monotonic()
    checks.no_writer_is_left(play)
    rows = _rows(play)
    return lambda seconds: rows - [count for at, count in seen if at < killed_at - seconds][-1]


@verb
def kill_it(play):
    kill(play)


def kill(play):
    play.stopped.add(play.member)
    play.kills += 1
    play.member.kill()


def _rows(play):
    return play.look("SELECT count(*) FROM read_log")[0][0]


def _wait_caught_up(play):
    """And committed since: from here on the work of a commit interval is new rows only."""
    def has_caught_up():
        metrics = play.member.metrics()
        return (metrics.value("projector_offset_commit_duration_seconds_count", result="ok") >= 3
                and metrics.value("projector_consumer_lag_records") < play.case.load.rate)

    wait_until(has_caught_up, "it has caught up and committed", 120)


@verb
def freeze(play, member=0):
    """SIGSTOP: not dead, only deaf."""
    play.stopped.add(play.members[member])
    play.members[member].send_signal(signal.SIGSTOP)


@verb
def thaw(play, member=0):
    play.members[member].send_signal(signal.SIGCONT)
    play.stopped.discard(play.members[member])


@verb
def wait_shared(play, *members):
    """Until these, and no others, have all partitions."""
    wanted = set(range(play.case.setting.partitions))

    def is_shared():
        parts = [{partition["partition"] for partition in play.members[number].status()[
            "partitions"]} for number in members]
        return all(parts) and set().union(*parts) == wanted and sum(map(len, parts)) == len(wanted)

    wait_until(is_shared, f"the members {members} share all partitions", 60)


@verb
def join(play, instance_id=None, ready=True):
    play.add_member(instance_id).start(wait=ready)


@verb
def ends_with(play, code, member=0, timeout=60.0):
    assert play.members[member].wait(timeout) == code


@verb
def seen_full_pipe(play):
    wait_until(play.home.is_full, "the log's pipe is full", 90)


@verb
def read_log_again(play, event, timeout=60.0):
    """Somebody reads the log at last."""
    seen = []

    def is_told():
        seen.extend(play.home.read_log())
        return event in seen

    wait_until(is_told, f"{event} in the log", timeout)


@verb
def stop_and_start(play, times):
    """What is in flight is drained and committed: the next life reads nothing again."""
    again = 0
    for _ in range(times):
        play.stopped.add(play.member)
        assert play.member.stop() == 0
        play.start_again(play.member)
        before = play.applied()
        wait_until(lambda before=before: play.applied() > before + 300, "it goes on", 60)
        again += play.outcomes(play.member)["stale"]
    assert again == 0, f"{again} records were applied before"
    play.figures["read again"] = str(again)


@verb
def terminate(play):
    play.stopped.add(play.member)
    play.member.send_signal(signal.SIGTERM)
    wait_until(lambda: play.member.get("/readyz")[0] == 503, "it stops", 30)


@verb
def ends_at_once(play):
    asked_at = time.monotonic()
    play.member.send_signal(signal.SIGTERM)
    assert play.member.wait(30) == 0
    play.figures["ended after"] = f"{time.monotonic() - asked_at:.2f} s"


@verb
def start_again(play):
    play.start_again(play.member)


@verb
def seen_end_advance(play, records):
    """Kafka has so many more, whatever the members do."""
    end = play.client.record_count(play.topic) + records
    wait_until(lambda: play.client.record_count(play.topic) >= end, f"{records} records come", 90)


@verb
def visit(play, times):
    """A second member comes and goes, by SIGTERM and SIGKILL in turn."""
    play.add_member()
    visitor = play.members[-1]
    for number in range(times):
        play.stopped.discard(visitor)
        visitor.start()
        wait_shared(0, len(play.members) - 1)(play)
        wait_until(lambda: play.outcomes(visitor)["applied"] > 0, "the visitor works", 60)
        play.stopped.add(visitor)
        if number % 2:
            play.kills += 1
            visitor.kill()
        else:
            assert visitor.stop() == 0
        wait_shared(0)(play)
    play.figures["visits"] = str(times)
