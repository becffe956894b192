"""Stages situations and waits for what `explain` says of them."""

import json
import time
from contextlib import closing, contextmanager
from datetime import datetime

from harness.waiting import TimedOut, wait_until

from bookings import outcome

BAD = (b"HP-BAD", b"{not json")
LATER_MS = int((time.time() + 1800) * 1000)  # Brokers refuse what is an hour ahead.
# A statement takes 20 ms, whatever it does: batches of ten are 500 records/s a writer, and no
# processor is needed for it.
STEADILY_SLOW = """
CREATE FUNCTION take_a_while() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM pg_sleep(0.02); RETURN NULL;
END $$;
CREATE TRIGGER take_a_while AFTER INSERT ON {0} FOR EACH STATEMENT EXECUTE FUNCTION take_a_while();
"""
SMALL_BATCHES = {"batch_rows": 10, "poll_records": 100, "in_flight_records": 200}


def daemon_of(bookings, **sections):
    """One that leaves at once what it cannot finish."""
    return bookings.daemon(shutdown={"drain": "1s"}, **sections)


def explained(daemon):
    """All that is said; None while nobody answers, as where there is no processor for it."""
    status, body = daemon.get("/explain?format=json")
    return json.loads(body) if status == 200 else None


def is_of_after(said, since, looked):
    """Its figures, and its look into PostgreSQL where that is asked for."""
    times = [said["at"], said["postgres"] and said["postgres"]["looked_at"]][:2 if looked else 1]
    return all(at and datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp() > since
               for at in times)


def wait_cause(daemon, topic, cause, timeout=60.0, also=(), since=0.0, looked=False):
    """Until the cause of the topic is this one and its sentence has these words; what is said."""
    seen = {}

    def is_said():
        nonlocal seen
        said = explained(daemon)
        if said is None or not is_of_after(said, since, looked):
            return False
        seen = next((found for found in said["topics"] if found["name"] == topic), {})
        words = seen.get("sentence", "") + " " + seen.get("advice", "")
        return seen.get("cause") == cause and all(word in words for word in also)

    try:
        wait_until(is_said, f"{topic}: {cause} {also}", timeout)
    except TimedOut as late:
        raise TimedOut(f"{late}; it says: {seen}") from None
    return seen


@contextmanager
def load(bookings, events, **options):
    process = bookings.start_load(events, **options)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def dead_lettered(scene, name="bookings"):
    topic = scene.create_topic(f"{name}-dead", 1)
    return topic, {"dead_letter_topic": topic}


def one_topic(bookings, **more):
    return [{"name": bookings.topic, "projection": "played", **more}]


def one_dead_letter(bookings, daemon):
    """Harmless: it is where it belongs."""
    bookings.client.produce(bookings.topic, [BAD])
    wait_until(lambda: outcome(daemon, "dead_lettered") == 1, "the letter is written")


@contextmanager
def something_odd(scene):
    """Harmless: a table that nobody of ours wants is locked by a transaction that idles."""
    scene.sql("CREATE TABLE IF NOT EXISTS elsewhere (id int)")
    with closing(hold(scene, "LOCK TABLE elsewhere", "idler")):
        yield


def require_cause_beside(scene, daemon, causes, looked=False):
    """Whatever else is odd, it stays what it is; by topic. `looked`: PostgreSQL is looked at for it."""
    with something_odd(scene):
        since = time.time()
        for topic, cause in causes.items():
            said = wait_cause(daemon, topic, cause, since=since, looked=looked)
            assert "idler" not in said["sentence"] + said["advice"]


def hold(scene, statement, name="migrate"):
    """Runs it in a transaction that stays open until the connection that is returned closes."""
    connection = scene.postgres.connect(scene.database)
    connection.autocommit = False
    cursor = connection.cursor()
    cursor.execute(f"SET application_name = '{name}'")
    cursor.execute(statement)
    return connection


def learn_what_is_usual(bookings, daemon):
    """A few records a second for a few seconds, so that later is compared with something."""
    bookings.produce(40, rate=20, keys=20)
    wait_until(lambda: json.loads(daemon.get("/explain?format=json")[1])["lately"]
               ["commit_usual_s"], "the usual time of a commit is known")
