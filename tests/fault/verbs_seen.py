"""Steps that wait for something to be seen, or say what must be."""

import json
import time

from harness.waiting import TimedOut, wait_until

from case import verb


@verb
def seen_state(play, state, timeout=60.0):
    wait_until(lambda: play.member.status()["state"] == state, f"the state {state}", timeout)


@verb
def seen_reason(play, text, timeout=60.0):
    """The topic says why it stands still."""
    wait_until(lambda: text in play.member.status()["topics"][0]["reason"],
               f"a reason with {text}", timeout)


@verb
def seen_waiting(play, text, partitions=1, timeout=60.0):
    """So many partitions stand still for this reason."""
    wait_until(lambda: sum(text in partition["waiting_for"] for partition
                           in play.member.status()["partitions"]) >= partitions,
               f"{partitions} partitions wait for {text}", timeout)


@verb
def seen_cause(play, cause, *words, timeout=90.0):
    """`explain` names it for the topic, with these words."""
    said = {}

    def is_named():
        nonlocal said
        status, body = play.member.get("/explain?format=json")
        if status != 200:
            return False
        said = next(topic for topic in json.loads(body)["topics"] if topic["name"] == play.topic)
        text = said["sentence"] + " " + said["advice"]
        return said["cause"] == cause and all(word in text for word in words)

    try:
        wait_until(is_named, f"the cause {cause} {words}", timeout)
    except TimedOut as late:
        raise TimedOut(f"{late}; it says: {said}") from None
    play.figures["explain"] = said["sentence"].removeprefix(f"{play.topic} ")


@verb
def seen_lag(play, records, timeout=120.0):
    wait_until(lambda: play.member.metrics().value("projector_consumer_lag_records") >= records,
               f"{records} records wait", timeout)


@verb
def seen_retries(play, error_class, count, timeout=120.0):
    wait_until(lambda: retries(play, error_class) >= count, f"{count} retries of {error_class}",
               timeout)


@verb
def seen_log(play, event, text="", timeout=60.0, member=0):
    wait_until(lambda: any(text in line for line in play.log_of(event, play.members[member])),
               f"{event} in the log, with \"{text}\"", timeout)


@verb
def finds_dead_link(play, within=30.0):
    """Goes right behind the fault. What is asserted includes what a slow machine needs."""
    began = time.monotonic()
    wait_until(lambda: play.log_of("sink.down"), "the dead link is found", 2 * within)
    play.figures["dead link found after"] = f"{time.monotonic() - began:.1f} s"


@verb
def seen_more_rows(play, count, timeout=90.0):
    target = play.applied() + count
    wait_until(lambda: play.applied() >= target, f"{count} more records are applied", timeout)


@verb
def resumes(play, within=5.0, measured_as="resumed after"):
    """Goes right behind the heal. The figure is the promise; a slow machine has twice the time."""
    began, before = time.monotonic(), play.applied()
    wait_until(lambda: play.applied() > before, "work resumes", 2 * within)
    play.figures[measured_as] = f"{time.monotonic() - began:.1f} s"


@verb
def has_outcomes(play, **least):
    """At least so many records of each outcome."""
    found = play.outcomes(play.member)
    missing = {name: found[name] for name, count in least.items() if found[name] < count}
    assert not missing, f"wanted at least {least}, found {found}"
    play.figures.update({name.replace("_", "-"): f"{found[name]}" for name in least})


@verb
def seen_outcomes(play, timeout=90.0, **least):
    """The same, waited for."""
    began = time.monotonic()
    wait_until(lambda: all(play.outcomes(play.member)[name] >= count
                           for name, count in least.items()), f"outcomes {least}", timeout)
    play.figures[f"{', '.join(least).replace('_', '-')} after"] = f"{time.monotonic() - began:.1f} s"


@verb
def never_stalled(play):
    states = [decision["to"] for decision in play.member.status()["decisions"]]
    assert "stalled" not in states, states


@verb
def logged_once(play, *events):
    counts = {event: len(play.log_of(event)) for event in events}
    assert all(count == 1 for count in counts.values()), counts


def retries(play, error_class):
    values = [value for name, labels, value in play.member.metrics().series
              if name == "projector_retries_total" and labels["class"] == error_class]
    return sum(values)


@verb
def metric_rises(play, name, at_least, timeout=60.0):
    wait_until(lambda: play.member.metrics().value(name) >= at_least, f"{name} >= {at_least}",
               timeout)
    play.figures[name] = f"{play.member.metrics().value(name):.0f}"
