"""What the broker lets the daemon do, and how fast."""

import time

from harness.waiting import wait_until

from case import verb

BUSY_SHARE = 0.25  # Of a core: more than an idle daemon needs on any machine.


@verb
def give_quota(play, bytes_per_second):
    """To the first member, whose client id is its instance_id."""
    client_id = play.member.configuration["kafka"]["instance_id"]
    play.client.limit_consumer(client_id, bytes_per_second)
    play.kept["limited client"] = client_id
    play.at_the_end.append(lambda: play.client.limit_consumer(client_id, None))


@verb
def lift_quota(play):
    play.client.limit_consumer(play.kept["limited client"], None)


@verb
def withdraw(play, right):
    """ "topic" or "group": reading it."""
    play.own_kafka.client.forbid(*play.own_kafka.rights[right])


@verb
def grant(play, right):
    play.own_kafka.client.allow(*play.own_kafka.rights[right])


@verb
def does_not_spin(play, records):
    """It needs next to no processor while so many more records come."""
    seconds, used = time.monotonic(), play.member.cpu_seconds()
    end = play.client.record_count(play.topic) + records
    wait_until(lambda: play.client.record_count(play.topic) >= end, f"{records} records come", 90)
    share = (play.member.cpu_seconds() - used) / (time.monotonic() - seconds)
    assert share <= BUSY_SHARE, f"{share:.0%} of a core while nothing may be read"
    play.figures["processor while refused"] = f"{share:.1%}"
