"""Edges ask before they add load: 200 or 429 from memory, for the whole group."""

import signal
import threading
import time
from http.server import ThreadingHTTPServer

import pytest
from harness.ports import LOOPBACK
from harness.waiting import wait_until

from admissions import Edge, Export, ask, asked
from bookings import REPOSITORY, Bookings, hold_tables, log_of

SQL = (REPOSITORY / "config" / "sql" / "projector.sql").read_text(encoding="utf-8")
# Refused as soon as records wait for a second; a state that needs nothing but a locked table.
EXPORT = {"booking-export": {"refuse_from": "absorbing"}}
# Limited from steady on: one answer of each kind, without any load.
ONE_A_SECOND = {"booking-export": {"limit_from": "steady", "rate": "1/s"}}
PATIENT = {"lock_timeout": "60s", "statement_timeout": "60s", "writers": 2}
SAID_BY_ANOTHER = """
INSERT INTO projector_status (group_id, topic, partition, owner, generation, beat, state, lag, drain_seconds)
VALUES (%s, 'of another member', 0, 'another', 1, clock_timestamp(), 'stalled', 1, 30)
ON CONFLICT (group_id, topic, partition) DO UPDATE SET beat = excluded.beat"""


def started(scene, classes=None, **sections):
    bookings = Bookings(scene)
    daemon = bookings.daemon(admission={"classes": classes or EXPORT}, postgres=PATIENT, **sections)
    daemon.start()
    return bookings, daemon


def wait_answer(daemon, status, name="booking-export", timeout=60):
    return wait_until(lambda: (answer := ask(daemon, name)).status == status and answer,
                      f"{name} is answered {status}", timeout)


def test_edges_are_refused_while_records_wait_and_admitted_again(pipeline):
    bookings, daemon = started(pipeline)
    assert asked(daemon, "booking-export") == {"admit": 0, "limit": 0, "refuse": 0}
    admitted = ask(daemon, "booking-export")
    assert (admitted.status, admitted.retry_after) == (200, None)
    assert admitted.said["decision"] == "admit"

    holder = hold_tables(pipeline)
    bookings.produce(500)
    refused = wait_answer(daemon, 429)
    assert list(refused.said) == ["decision", "state", "retry_after_s", "reason"]
    assert refused.said["decision"] == "refuse"
    assert refused.said["state"] in ("absorbing", "protecting", "amplifying", "stalled")
    assert refused.retry_after == str(refused.said["retry_after_s"])
    assert 1 <= refused.said["retry_after_s"] <= 60
    assert refused.said["reason"].startswith(f"{bookings.topic}: ")

    denied = ask(daemon, "booking-export", "?deny=403")
    assert (denied.status, denied.said["decision"]) == (403, "refuse")
    assert 1 <= int(denied.retry_after) <= 60
    assert asked(daemon, "booking-export")["refuse"] >= 2

    holder.close()
    wait_answer(daemon, 200)
    bookings.wait_committed()


def test_a_class_that_nobody_configured_is_not_found(pipeline):
    _, daemon = started(pipeline)
    assert ask(daemon, "booking-exports").status == 404
    assert ask(daemon, "").status == 404
    assert daemon.get("/metrics", daemon.admission)[0] == 404
    assert daemon.get("/admission/booking-export")[0] == 404


def test_a_limited_class_gets_its_rate(pipeline):
    _, daemon = started(pipeline, {"search": {"limit_from": "steady", "rate": "20/s"}})
    began = time.monotonic()
    answers = [ask(daemon, "search") for _ in range(60)]
    took = time.monotonic() - began

    admitted = sum(answer.status == 200 for answer in answers)
    limited = [answer for answer in answers if answer.status == 429]
    # A second's worth at once, and what came since.
    assert 20 <= admitted <= 20 + 20 * took + 1
    assert len(limited) == 60 - admitted
    assert all(answer.said["decision"] == "limit" and 1 <= int(answer.retry_after) <= 60
               for answer in limited)
    assert asked(daemon, "search") == {"admit": admitted, "limit": len(limited), "refuse": 0}


def test_others_of_the_group_count_as_long_as_they_speak(pipeline):
    pipeline.sql(SQL)
    bookings, daemon = started(pipeline)
    assert ask(daemon, "booking-export").status == 200

    def is_refused():
        pipeline.sql(SAID_BY_ANOTHER, (bookings.group,))
        return (answer := ask(daemon, "booking-export")).status == 429 and answer

    refused = wait_until(is_refused, "the other's state is heard", 60)
    assert refused.said["state"] == "stalled"
    assert refused.said["reason"] == "another member is stalled"
    assert 15 <= refused.said["retry_after_s"] <= 30
    assert daemon.status()["state"] == "steady"

    wait_answer(daemon, 200)  # It has been silent for 5 s.


def test_members_answer_for_each_other(pipeline):
    pipeline.sql(SQL)
    bookings = Bookings(pipeline, partitions=1)
    owner, idle = (bookings.daemon(instance_id=name, admission={"classes": EXPORT},
                                   postgres=PATIENT) for name in ("one", "two"))
    owner.start()
    idle.start()
    # Whoever has the only partition.
    wait_until(lambda: len(owner.status()["partitions"]) + len(idle.status()["partitions"]) == 1
               and pipeline.sql("SELECT 1 FROM projector_member HAVING count(*) = 2"),
               "both are there", 60)

    holder = hold_tables(pipeline)
    bookings.produce(200)
    answers = [wait_answer(daemon, 429) for daemon in (owner, idle)]
    reasons = [answer.said["reason"].partition(" ")[0] for answer in answers]
    assert sorted(reasons) == ["another", f"{bookings.topic}:"]

    holder.close()
    for daemon in (owner, idle):
        wait_answer(daemon, 200)


def test_what_is_said_while_others_are_not_known_is_configured(pipeline):
    bookings = Bookings(pipeline)  # Without projector_status, nobody can be heard.
    daemon = bookings.daemon(admission={"unknown": "refuse", "classes": EXPORT})
    daemon.start()
    refused = ask(daemon, "booking-export")
    assert (refused.status, refused.said["state"]) == (429, "steady")
    assert refused.said["reason"] == "what the other members of the group do is not known"

    daemon.configuration["admission"]["unknown"] = "admit"
    daemon.configuration["admission"]["classes"]["search"] = {"refuse_from": "stalled"}
    daemon.write_configuration()
    assert ask(daemon, "search").status == 404
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: log_of(daemon, "config.reload"), "it is taken")

    assert log_of(daemon, "config.reload") == [
        "taken: admission.unknown refuse -> admit, admission.classes.search new"]
    assert ask(daemon, "booking-export").status == ask(daemon, "search").status == 200
    assert asked(daemon, "booking-export") == {"admit": 1, "limit": 0, "refuse": 1}


# --- nginx in front of a service.


@pytest.fixture
def export():
    server = ThreadingHTTPServer((LOOPBACK, 0), Export)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture
def edge(pipeline, export):
    """(edge, daemon)"""
    bookings = Bookings(pipeline)
    daemon = bookings.daemon(admission={"classes": ONE_A_SECOND})
    daemon.start()
    made = Edge(daemon.directory / "edge", daemon.admission.rpartition(":")[2], export)
    try:
        made.wait_answers()
        yield made, daemon
    finally:
        made.child.stop(10)


def test_clients_are_admitted_or_told_when_to_come_back(edge):
    nginx, _ = edge
    admitted = nginx.get()
    assert (admitted.status, admitted.body) == (200, "export\n")

    refused = wait_until(lambda: (answer := nginx.get()).status != 200 and answer, "it is limited")
    assert refused.status == 429
    assert 1 <= int(refused.retry_after) <= 60
    assert refused.body == f"busy: try again in {refused.retry_after} s\n"

    wait_until(lambda: nginx.get().status == 200, "it is admitted again")


def test_what_the_service_itself_refuses_stays_refused(edge):
    nginx, _ = edge
    answer = wait_until(lambda: (found := nginx.get("/exports/secret")).status != 429 and found,
                        "it is admitted")
    assert (answer.status, answer.retry_after) == (403, None)


def test_clients_are_let_in_while_no_daemon_answers(edge):
    nginx, daemon = edge
    daemon.stop()
    assert [nginx.get().status for _ in range(5)] == [200] * 5


def test_clients_cannot_ask_the_daemon_through_the_edge(edge):
    nginx, _ = edge
    assert nginx.get("/admission").status == 404
