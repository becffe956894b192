"""What can never be applied reaches the dead-letter topic with its reason; its neighbours go on."""

import re

import pytest
from harness.kafka_client import FOREVER
from harness.scene import Scene
from harness.waiting import wait_until

from bad_values import GOOD, OF_A_TYPE, PROJECTION, RECORD_BYTES, SQL, all_bad, probe
from bookings import log_of, outcome
from harbor_point import NINE_O_CLOCK_MS
from stories import Stories, Story

BAD = all_bad()
HEADERS = {"trace": b"00-af", "none": None, "bytes": b"\x00\xff", "projector.class": b"of another"}


def neighbour(number):
    return b"neighbour", probe(id=f"neighbour-{number}")


def good(number, value):
    return b"good", value.replace(b'"good"', b'"good-%d"' % number)


def bad_record(name, value):
    return None if "null key" in name else name.encode(), value, HEADERS, NINE_O_CLOCK_MS


def probed(*records):
    return {"probe": Story(SQL, {"probe": PROJECTION}, records)}


@pytest.fixture(scope="module")
def played(servers):
    """A daemon that has read every bad value, each between good neighbours."""
    scene = Scene(servers)
    records = [record for number, (name, (value, *_)) in enumerate(BAD.items())
               for record in (bad_record(name, value), neighbour(number))]
    records += [good(number, value) for number, (value, *_) in enumerate(GOOD.values())]
    stories = Stories(scene, probed(*records), flow={"record_bytes": f"{RECORD_BYTES // 1024}KiB"})
    stories.play_together()
    stories.read_letters = stories.letters("probe")
    yield stories
    scene.close()


def letter_of(stories, name):
    return stories.read_letters[2 * list(BAD).index(name)]


def told(letter, name):
    return letter.headers[f"projector.{name}"].decode()


@pytest.mark.parametrize("name", BAD)
def test_the_class_and_reason_are_understandable(played, name):
    _, reject_class, words, state = BAD[name]
    letter = letter_of(played, name)
    reason = told(letter, "reason")

    assert told(letter, "class") == reject_class, reason
    assert [word for word in words if not re.search(re.escape(word).replace(r"\|", "|"),
                                                    reason)] == [], reason
    assert letter.headers.get("projector.sqlstate") == (state.encode() if state else None)


@pytest.mark.parametrize("name", BAD)
def test_the_record_is_kept_as_it_was(played, name):
    letter = letter_of(played, name)
    expected = bad_record(name, BAD[name][0])

    assert (letter.key, letter.value, letter.timestamp_ms) == (*expected[:2], expected[3])
    assert {word: letter.headers[word] for word in ("trace", "none", "bytes")} == {
        word: HEADERS[word] for word in ("trace", "none", "bytes")}


@pytest.mark.parametrize("name", BAD)
def test_its_place_is_told(played, name):
    letter = letter_of(played, name)

    assert [told(letter, word) for word in ("topic", "partition", "offset", "timestamp")] == [
        played.topics["probe"], "0", str(2 * list(BAD).index(name)), str(NINE_O_CLOCK_MS)]


def test_no_value_is_told(played):
    secrets = [str(value) for values in OF_A_TYPE.values() for value in values
               if isinstance(value, str) and len(value) > 3] + ["nobody", "Skagen", "300.1", "sunk"]
    reasons = " ".join(told(letter, "reason") for letter in played.read_letters.values())

    assert [secret for secret in secrets if secret in reasons] == []
    assert [secret for secret in secrets if secret in played.daemon.log()] == []


def test_all_neighbours_are_applied(played):
    count = played.sql("probe", "SELECT count(*) FROM probe WHERE id LIKE 'neighbour-%'")

    assert count == [(len(BAD),)]
    assert played.sql("probe", "SELECT id FROM probe WHERE id LIKE 'bad%'") == []


def test_every_record_has_its_outcome(played):
    assert played.outcomes("probe") == {"applied": len(BAD) + len(GOOD), "dead_lettered": len(BAD)}
    assert played.daemon.status()["state"] == "steady"


@pytest.mark.parametrize("name", GOOD)
def test_what_only_looks_bad_is_applied(played, name):
    _, column, expected = GOOD[name]
    number = list(GOOD).index(name)

    assert played.sql("probe", f"SELECT {column}::text FROM probe WHERE id = 'good-{number}'") == [
        (expected,)]


def test_each_dead_letter_is_logged(played):
    lines = log_of(played.daemon, "record.dead_lettered")

    assert f"{played.topics['probe']}/0" in lines[0] and "offset 0" in lines[0]


def waiting_for(stories):
    return "".join(partition["waiting_for"] for partition in stories.daemon.status()["partitions"])


def committed(stories):
    return stories.client.committed(stories.scene.name("projector"), stories.topics["probe"])


def produce(stories, *records):
    stories.client.produce(stories.topics["probe"], records)


def wait_committed(stories):
    wait_until(lambda: stories.client.uncommitted(
        stories.scene.name("projector"), stories.topics["probe"]) == 0, "all is committed")


def wait_outcomes(stories, **expected):
    """The metrics follow what happens at most 250 ms later."""
    wait_until(lambda: stories.outcomes("probe") == expected, f"the outcomes are {expected}")


def ids(stories):
    return {row for row, in stories.sql("probe", "SELECT id FROM probe")}


NOT_JSON = (b"bad", b"{not json")
ABOVE_ZERO = (b"bad", probe(positive=0))


@pytest.fixture(params=[NOT_JSON, ABOVE_ZERO], ids=["by the mapper", "by the table"])
def held_letter(pipeline, request):
    """A daemon with a letter (offset 1) that waits for its topic, neighbours on both sides."""
    stories = Stories(pipeline, probed(), kafka={"revoke_drain": "1s", "instance_id": "one"},
                      shutdown={"drain": "2s"})
    stories.daemon.start()
    stories.client.delete_topic(stories.dead_letter_topic)
    produce(stories, neighbour(1), request.param, neighbour(2))
    wait_until(lambda: ids(stories) == {"neighbour-1", "neighbour-2"}, "the neighbours are applied")
    wait_until(lambda: committed(stories) == {0: 1}, "the commit stands before the bad record")
    return stories


def test_an_offset_waits_for_the_acknowledgement(held_letter):
    stories = held_letter
    wait_until(lambda: stories.dead_letter_topic in str(stories.daemon.status()), "it is named")
    wait_until(lambda: "offset 1" in waiting_for(stories), "the record is named")
    assert committed(stories) == {0: 1}
    assert stories.outcomes("probe").get("dead_lettered") is None

    stories.create_dead_letter_topic()
    wait_committed(stories)

    assert list(stories.letters("probe")) == [1]
    wait_outcomes(stories, applied=2, dead_lettered=1)
    wait_until(lambda: stories.daemon.status()["state"] == "steady", "it is told")


def test_a_waiting_letter_is_not_lost_by_a_kill(held_letter):
    stories = held_letter
    stories.daemon.kill()
    stories.create_dead_letter_topic()

    stories.daemon.start()
    wait_committed(stories)

    assert list(stories.letters("probe")) == [1]


def test_a_waiting_letter_does_not_hold_up_the_end(held_letter):
    stories = held_letter

    assert stories.daemon.stop() == 0

    assert committed(stories) == {0: 1}
    stories.create_dead_letter_topic()
    stories.daemon.start()
    wait_committed(stories)
    assert list(stories.letters("probe")) == [1]


def test_a_waiting_letter_moves_with_its_partition(pipeline):
    stories = Stories(pipeline, probed(), shutdown={"drain": "2s"})
    daemons = [stories.daemon, stories.scene.daemon(stories.daemon.configuration)]
    for daemon in daemons:
        daemon.start()
    wait_until(lambda: sorted(len(daemon.status()["partitions"]) for daemon in daemons) == [0, 1],
               "one has the partition")
    owner, other = sorted(daemons, key=lambda daemon: -len(daemon.status()["partitions"]))
    stories.client.delete_topic(stories.dead_letter_topic)
    produce(stories, neighbour(1), NOT_JSON, neighbour(2))
    wait_until(lambda: committed(stories) == {0: 1}, "the commit stands before the bad record")

    assert owner.stop() == 0
    wait_until(lambda: outcome(other, "applied") + outcome(other, "stale") == 1, "the other reads")
    stories.create_dead_letter_topic()
    wait_committed(stories)

    assert list(stories.letters("probe")) == [1]


def test_a_refusal_is_no_acknowledgement(pipeline):
    old = (*NOT_JSON, None, 1_000_000)
    stories = Stories(pipeline, probed(neighbour(1), old, neighbour(2)),
                      dead_letters={"message.timestamp.before.max.ms": "3600000"})
    produce(stories, *stories.stories["probe"].records)
    stories.daemon.start()
    wait_until(lambda: stories.dead_letter_topic in str(stories.daemon.status()), "it is named")
    wait_until(lambda: committed(stories) == {0: 1}, "the commit stands before the bad record")
    assert len(ids(stories)) == 2

    stories.client.configure_topic(stories.dead_letter_topic, FOREVER)
    wait_committed(stories)

    assert list(stories.letters("probe")) == [1]


def test_a_letter_too_large_for_its_topic_goes_without_value(pipeline):
    large = b"bad", probe(whole="x", note="y" * 50_000), HEADERS, NINE_O_CLOCK_MS
    stories = Stories(pipeline, probed(large, NOT_JSON, neighbour(1)),
                      dead_letters={"max.message.bytes": "10000"})
    stories.play_together()

    assert stories.outcomes("probe") == {"applied": 1, "dead_lettered": 2}
    without_value, whole = (stories.letters("probe")[offset] for offset in (0, 1))
    assert (without_value.key, without_value.value) == (b"bad", None)
    assert told(without_value, "original_bytes") == str(len(large[1]))
    assert (told(without_value, "class"), without_value.headers["trace"]) == ("type", b"00-af")
    assert whole.value == NOT_JSON[1] and "projector.original_bytes" not in whole.headers


def test_every_bad_record_has_its_letter_over_kills(pipeline):
    count = 3000
    records = [NOT_JSON if number % 10 == 3 else ABOVE_ZERO if number % 50 == 7 else
               neighbour(number) for number in range(count)]
    expected = {number for number, record in enumerate(records) if record[0] == b"bad"}
    stories = Stories(pipeline, probed(), kafka={"instance_id": "one"},
                      flow={"in_flight_records": 200, "poll_records": 50, "batch_rows": 50})
    produce(stories, *records)
    for share in (4, 3, 2):
        stories.daemon.start()
        wait_until(lambda share=share: len(ids(stories)) > count // share, "rows arrive")
        stories.daemon.kill()
    stories.daemon.start()
    wait_committed(stories)

    assert set(stories.letters("probe")) == expected
    assert ids(stories) == {f"neighbour-{number}" for number in range(count)
                            if number not in expected}


def redrive(stories, **topic):
    """A daemon that reads the dead-letter topic with the same projection."""
    configuration = stories.daemon.configuration
    entry = {"name": stories.dead_letter_topic,
             "projection": configuration["topics"][0]["projection"], **topic}
    assert stories.daemon.stop() == 0
    daemon = stories.scene.daemon({**configuration, "topics": [*configuration["topics"], entry]})
    daemon.start()
    return daemon


def test_letters_are_applied_once_the_table_is_mended(pipeline):
    stories = Stories(pipeline, probed(*((b"bad", probe(id=f"bad-{number}", positive=-number))
                                         for number in range(50)), neighbour(1)))
    stories.play_together()
    assert stories.outcomes("probe") == {"applied": 1, "dead_lettered": 50}
    stories.sql("probe", "ALTER TABLE probe DROP CONSTRAINT above_zero;"
                " INSERT INTO probe (id, version, note) VALUES ('bad-7', 2, 'newer')")

    daemon = redrive(stories)
    wait_until(lambda: stories.client.uncommitted(
        stories.scene.name("projector"), stories.dead_letter_topic) == 0, "all is committed")

    assert ids(stories) == {"neighbour-1", *(f"bad-{number}" for number in range(50))}
    assert stories.sql("probe", "SELECT note FROM probe WHERE id = 'bad-7'") == [("newer",)]
    wait_until(lambda: (outcome(daemon, "applied"), outcome(daemon, "stale")) == (49, 1),
               "all but the stale one are applied")


def test_what_is_still_bad_reaches_the_next_dead_letter_topic(pipeline):
    stories = Stories(pipeline, probed(ABOVE_ZERO))
    stories.play_together()
    last = stories.scene.create_topic("last-letters", 1)

    redrive(stories, dead_letter_topic=last)
    letters = wait_until(lambda: stories.client.read_all(last), "it is given up again")

    assert letters[0].value == ABOVE_ZERO[1]
    assert (told(letters[0], "topic"), told(letters[0], "sqlstate")) == (
        stories.dead_letter_topic, "23514")


def test_what_is_still_bad_stops_only_the_dead_letter_topic(pipeline):
    stories = Stories(pipeline, probed(ABOVE_ZERO))
    stories.play_together()

    daemon = redrive(stories)
    wait_until(lambda: daemon.status()["state"] == "stalled", "it stops")
    produce(stories, neighbour(1))

    wait_until(lambda: ids(stories) == {"neighbour-1"}, "the topic itself goes on")
    stories.sql("probe", "ALTER TABLE probe DROP CONSTRAINT above_zero")
    wait_until(lambda: ids(stories) == {"neighbour-1", "bad"}, "and so does it once mended")


def test_a_dead_letter_topic_that_is_not_there_is_named(pipeline):
    stories = Stories(pipeline, probed())
    stories.client.delete_topic(stories.dead_letter_topic)

    stories.daemon.start(wait=False)

    assert stories.daemon.wait() == 78
    assert stories.dead_letter_topic in stories.daemon.log() and "create it" in stories.daemon.log()


def test_fifty_megabytes_are_a_dead_letter(pipeline):
    """The letter is too large for its topic as well, and memory stays under its limit."""
    large = 50 << 20
    stories = Stories(pipeline, probed())
    stories.client.configure_topic(stories.topics["probe"], {"max.message.bytes": str(2 * large)})
    stories.client.produce(stories.topics["probe"], [neighbour(1), (b"bad", b" " * large),
                                                     neighbour(2)], record_bytes_max=2 * large)
    stories.daemon.start()

    wait_committed(stories)
    wait_outcomes(stories, applied=2, dead_lettered=1)
    letter = stories.letters("probe")[1]
    assert (told(letter, "class"), told(letter, "original_bytes")) == ("too_large", str(large))
    assert stories.daemon.memory()[1] < 256 << 20
