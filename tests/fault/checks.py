"""What must hold in every case, whatever was done; each returns what it found wrong."""

import json
from datetime import datetime, timedelta

from harness.waiting import wait_until

LOG_WINDOW = timedelta(seconds=10)
LOG_LINES_A_SECOND = 10


def no_writer_is_left(play):
    """A killed daemon's backend may still finish the statement in hand."""
    wait_until(lambda: not play.sql(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name LIKE 'manifest-projector%' AND state <> 'idle'"),
        "no backend writes any more", 60)


def table_equals_fold(play):
    if not play.case.fold:
        return []
    arguments = ["verify", "--brokers", play.scene.kafka.bootstrap, "--topic", play.topic,
                 "--postgres", play.scene.database_url, "--model", play.case.setting.model,
                 "--quiet"]
    if play.dead_letter_topic:
        arguments += ["--dead-letter-topic", play.dead_letter_topic]
    if play.case.setting.model == "life" and (play.kills or play.case.rebalances):
        arguments.append("--read-twice")
    try:
        play.scene.harbor_sim(*arguments)
    except RuntimeError as error:
        return [f"the table is not the fold of the log: {error}"]
    return []


def no_version_went_back(play):
    return [f"the version of {booking} went from {before} to {after}" for booking, before, after
            in play.sql("SELECT * FROM versions_gone_back LIMIT 5")]


def every_record_has_an_outcome(play, watch):
    """A row in the table of records, or else a dead letter."""
    rows = set(play.sql("SELECT partition_no, record_offset FROM read_log"))
    wrong = []
    for number, (begin, end) in play.client.offsets(play.topic).items():
        expected = {(number, offset) for offset in range(begin, end)}
        missing = expected - rows - watch.without_row - watch.not_in_the_log(expected)
        if missing:
            wrong.append(f"partition {number}: {len(missing)} of {end - begin} records have no"
                         f" outcome: {sorted(missing)[:5]}")
    return wrong


def records_are_accounted_for(play, watch):
    """Read = the sum of all outcomes: nothing is in flight any more."""
    wrong = []
    for member in play.running_members():
        metrics = member.metrics()
        in_flight = metrics.value("projector_in_flight_records")
        if in_flight:
            wrong.append(f"{in_flight:.0f} records are in flight when all is committed")
    wanted = play.records_to_read()
    if wanted is None:
        return wrong
    wanted -= watch.gaps
    outcomes = play.outcomes(play.member)
    again = play.member.metrics().value("projector_redelivered_records_total")
    if sum(outcomes.values()) != wanted + again:
        wrong.append(f"{wanted} records were to be read, {again:.0f} again, outcomes: {outcomes}")
    return wrong


def log_is_quiet(play):
    wrong = []
    for member in play.members:
        times = [datetime.fromisoformat(json.loads(line)["time"].replace("Z", "+00:00"))
                 for line in member.log().splitlines() if line.startswith("{")]
        most = LOG_LINES_A_SECOND * int(LOG_WINDOW.total_seconds())
        for first, last in zip(times, times[most:]):
            if last - first < LOG_WINDOW:
                wrong.append(f"more than {most} log lines in the ten seconds after {first}")
                break
    return wrong


def rebalances_come_from_the_group(play):
    if play.case.rebalances:
        return []
    counts = [member.metrics().value("projector_rebalances_total")
              for member in play.running_members()]
    allowed = len(counts)  # Each joined once, and the first saw the others come.
    return [f"{count:.0f} rebalances" for count in counts if count > allowed]


def members_end_well(play):
    wrong = []
    for member in play.members:
        if member in play.stopped:
            continue
        if not member.is_running():
            code = member.wait(1)
            if code not in play.case.exits:
                wrong.append(f"a member ended by itself with {code}")
            continue
        code = member.stop(90)
        if code != 0:
            wrong.append(f"a member ended with {code} at SIGTERM")
    return wrong
