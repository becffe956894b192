"""Each kind of change on Harbor Point's life: rows and outcomes, one record at a time and batched.

A story is (records, rows that are left, outcomes). Rows read "number name cabin status group
version", and when they were removed; the record number n was written at 09:0n.
"""

import pytest
from harness.scene import Scene
from harness.waiting import wait_until

from bookings import outcome
from harbor_point import (NEIGHBOUR, PROJECTION, TABLE, amended, cancelled, checked_in, confirmed,
                          erased, record, rows, story)
from stories import Stories, Story

REPLACE = {
    "a snapshot inserts a row an element": (
        [confirmed(1, 1, 2)],
        ["1 ANNA A1 confirmed - v1", "2 BEN A2 confirmed - v1"], {"applied": 1}),
    "a newer snapshot adds, changes and removes": (
        [confirmed(1, 1, 2), amended(2, 1, 3, cabin="B")],
        ["1 ANNA B1 amended - v2", "2 BEN A2 confirmed - v2 removed 09:02",
         "3 CLEO B3 amended - v2"], {"applied": 2}),
    "a stale snapshot changes nothing": (
        [confirmed(3, 1, 2), amended(2, (1, "ZOE"))],
        ["1 ANNA A1 confirmed - v3", "2 BEN A2 confirmed - v3"], {"applied": 1, "stale": 1}),
    "of equal versions the first stays": (
        [confirmed(1, 1, 2), confirmed(1, (1, "ZOE"))],
        ["1 ANNA A1 confirmed - v1", "2 BEN A2 confirmed - v1"], {"applied": 1, "stale": 1}),
    "a stale snapshot may insert a child that never existed": (
        [confirmed(2, 1), amended(1, 1, 2)],
        ["1 ANNA A1 confirmed - v2", "2 BEN A2 amended - v1"], {"applied": 2}),
    "a newer snapshot brings a removed row back": (
        [confirmed(1, 1, 2), checked_in(2, 2), amended(3, 1), amended(4, 1, 2)],
        ["1 ANNA A1 amended - v4", "2 BEN A2 amended C v4"], {"applied": 4}),
    "an older snapshot does not bring it back": (
        [confirmed(1, 1, 2), amended(3, 1), amended(2, 1, 2)],
        ["1 ANNA A1 amended - v3", "2 BEN A2 confirmed - v3 removed 09:02"],
        {"applied": 2, "stale": 1}),
    "a removed row is removed again by the newer": (
        [confirmed(1, 1, 2), amended(2, 1), amended(3, 1)],
        ["1 ANNA A1 amended - v3", "2 BEN A2 confirmed - v3 removed 09:03"], {"applied": 3}),
    "an empty snapshot removes all": (
        [confirmed(1, 1, 2), amended(2)],
        ["1 ANNA A1 confirmed - v2 removed 09:02", "2 BEN A2 confirmed - v2 removed 09:02"],
        {"applied": 2}),
    "an empty snapshot may meet nothing": ([amended(1)], [], {"unmatched": 1}),
    "an empty stale snapshot is stale": (
        [confirmed(2, 1), amended(1)], ["1 ANNA A1 confirmed - v2"], {"applied": 1, "stale": 1}),
    "of one key twice in a record the first stays": (
        [confirmed(1, 1, 2, (1, "ZOE")), amended(2, 1, (1, "ZOE"))],
        ["1 ANNA A1 amended - v2", "2 BEN A2 confirmed - v2 removed 09:02"], {"applied": 2}),
    "many snapshots of one booking end as the last": (
        [confirmed(number, *sorted({1, 1 + number % 4})) for number in range(1, 41)],
        ["1 ANNA A1 confirmed - v40", "2 BEN A2 confirmed - v40 removed 09:40",
         "3 CLEO A3 confirmed - v40 removed 09:40", "4 DORA A4 confirmed - v40 removed 09:40"],
        {"applied": 40}),
    "snapshots in the wrong order end as the newest": (
        [confirmed(number, 1, 2) for number in (3, 1, 5, 2, 4)],
        ["1 ANNA A1 confirmed - v5", "2 BEN A2 confirmed - v5"], {"applied": 2, "stale": 3}),
}

UPDATE = {
    "an update sets only its columns": (
        [confirmed(1, 1, 2), checked_in(2, 2)],
        ["1 ANNA A1 confirmed - v1", "2 BEN A2 confirmed C v2"], {"applied": 2}),
    "an update may meet no row and is not remembered": (
        [checked_in(2, 1), confirmed(1, 1)],
        ["1 ANNA A1 confirmed - v1"], {"applied": 1, "unmatched": 1}),
    "a stale update changes nothing": (
        [confirmed(3, 1), checked_in(2, 1), checked_in(3, 1)],
        ["1 ANNA A1 confirmed - v3"], {"applied": 1, "stale": 2}),
    "updates of one row end as the newest": (
        [confirmed(1, 1), checked_in(2, 1, "A"), checked_in(4, 1, "B"), checked_in(3, 1, "C")],
        ["1 ANNA A1 confirmed B v4"], {"applied": 3, "stale": 1}),
    "an updated row that was removed stays removed": (
        [confirmed(1, 1, 2), amended(2, 1), checked_in(3, 2)],
        ["1 ANNA A1 amended - v2", "2 BEN A2 confirmed C v3 removed 09:02"], {"applied": 3}),
    "a part of the key updates all rows that bear it": (
        [confirmed(1, 1, 2), cancelled(2)],
        ["1 ANNA A1 cancelled - v2", "2 BEN A2 cancelled - v2"], {"applied": 2}),
    "rows that are newer than the update stay": (
        [confirmed(1, 1, 2), checked_in(3, 1), cancelled(2)],
        ["1 ANNA A1 confirmed C v3", "2 BEN A2 cancelled - v2"], {"applied": 3}),
    "an update of many may be refused by all": (
        [confirmed(3, 1, 2), cancelled(3)],
        ["1 ANNA A1 confirmed - v3", "2 BEN A2 confirmed - v3"], {"applied": 1, "stale": 1}),
    "an update of many may meet none": ([cancelled(1)], [], {"unmatched": 1}),
    "a snapshot after a cancellation keeps what it does not name": (
        [confirmed(1, 1, 2), checked_in(2, 1), cancelled(3), amended(4, 1, 2)],
        ["1 ANNA A1 amended C v4", "2 BEN A2 amended - v4"], {"applied": 4}),
}

DELETE = {
    "a tombstone clears and marks all rows": (
        [confirmed(1, 1, 2), erased(4)],
        ["1 - - confirmed - v4 removed 09:02", "2 - - confirmed - v4 removed 09:02"],
        {"applied": 2}),
    "an older event brings no erased name back": (
        [confirmed(1, 1, 2), erased(4), amended(3, 1, 2), checked_in(2, 1), cancelled(4)],
        ["1 - - confirmed - v4 removed 09:02", "2 - - confirmed - v4 removed 09:02"],
        {"applied": 2, "stale": 3}),
    "an older event may insert a row that was never there": (
        [confirmed(1, 1), erased(4), amended(3, 1, 2)],
        ["1 - - confirmed - v4 removed 09:02", "2 BEN A2 amended - v3"], {"applied": 3}),
    "a newer snapshot books again": (
        [confirmed(1, 1, 2), erased(4), confirmed(5, 1)],
        ["1 ANNA A1 confirmed - v5", "2 - - confirmed - v5 removed 09:03"], {"applied": 3}),
    "an erasure may meet nothing": ([erased(4)], [], {"unmatched": 1}),
    "a second erasure of the same version is stale": (
        [confirmed(1, 1), erased(4), erased(4)],
        ["1 - - confirmed - v4 removed 09:02"], {"applied": 2, "stale": 1}),
    "a newer erasure erases again": (
        [confirmed(1, 1), erased(4), erased(5)],
        ["1 - - confirmed - v5 removed 09:03"], {"applied": 3}),
}

LIFE = [confirmed(1, 1, 2), checked_in(2, 2), amended(3, 1, 3), checked_in(4, 3, "D"), cancelled(5)]
LIFE_ROWS = ["1 ANNA A1 cancelled - v5", "2 BEN A2 cancelled C v5 removed 09:03",
             "3 CLEO A3 cancelled D v5"]
WHOLE = {
    "a life ends as told": (LIFE, LIFE_ROWS, {"applied": 5}),
    # The second cancellation meets its own version; so does every other event, or a newer one.
    "a life told twice has one effect": (LIFE * 2, LIFE_ROWS, {"applied": 5, "stale": 5}),
    "a life with each event twice has one effect": (
        [event for event in LIFE for _ in range(2)],
        ["1 ANNA A1 cancelled - v5", "2 BEN A2 cancelled C v5 removed 09:05",
         "3 CLEO A3 cancelled D v5"], {"applied": 5, "stale": 5}),
    "an erased life told again stays erased": (
        [*LIFE, erased(6), *LIFE],
        ["1 - - cancelled - v6 removed 09:06", "2 - - cancelled C v6 removed 09:06",
         "3 - - cancelled D v6 removed 09:06"], {"applied": 6, "stale": 5}),
    "kinds that alternate on a row come in their order": (
        [confirmed(1, 1), cancelled(2), checked_in(3, 1), confirmed(4, 1), cancelled(5),
         erased(6), checked_in(7, 1, "E"), confirmed(8, 1), cancelled(9)],
        ["1 ANNA A1 cancelled E v9"], {"applied": 9}),
    "a life backwards leaves what its last event made": (
        LIFE[::-1],
        ["1 ANNA A1 amended - v3", "2 BEN A2 confirmed - v1", "3 CLEO A3 amended - v3"],
        {"applied": 2, "unmatched": 3}),
}

TOLD = {**REPLACE, **UPDATE, **DELETE, **WHOLE}


def without(*names, **changes):
    return {**{name: told for name, told in PROJECTION.items() if name not in names}, **changes}


SNAPSHOT = PROJECTION["on"]["booking-confirmed"]
UPSERT_EACH = without("tombstone", on={"booking-confirmed": {
    name: told for name, told in SNAPSHOT.items() if name not in ("do", "within")}})
OLD_ROW = ("INSERT INTO passenger_manifest (booking_id, passenger_no, full_name, boarding_group)"
           " VALUES ('HP-1', 1, 'OLD', 'G');")
FLAT_EVENT = {"booking_id": "HP-1", "passenger_no": 1, "full_name": "ANNA", "version": 0}
FLAT = {"table": "passenger_manifest", "key": ["booking_id", "passenger_no"],
        "version": {"column": "version", "from": "/version"},
        "columns": {name: f"/{name}" for name in ("booking_id", "passenger_no", "full_name")}}
PRICED = record("HP-1", {"type": "booking-priced", "version": 2})

# As above, for projections or tables that differ from Harbor Point's own.
OTHER = {
    "a row without a version is older than any": (
        story(record("HP-1", FLAT_EVENT), before=OLD_ROW, projection=FLAT),
        ["1 ANNA - - G v0"], {"applied": 1}),
    "an update sees a row without a version as older": (
        story(checked_in(0, 1), before=OLD_ROW),
        ["1 OLD - - C v0"], {"applied": 1}),
    "a snapshot removes rows without a version": (
        story(amended(0, 2), before=OLD_ROW),
        ["1 OLD - - G v0 removed 09:01", "2 BEN A2 amended - v0"], {"applied": 1}),
    "a version may be written as text": (
        story(record("HP-1", {**FLAT_EVENT, "version": "7"}), projection=FLAT),
        ["1 ANNA - - - v7"], {"applied": 1}),
    "negative versions have their order": (
        story(confirmed(-5, 1), amended(-4, 1), amended(-6, 1)),
        ["1 ANNA A1 amended - v-4"], {"applied": 2, "stale": 1}),
    "unknown events may be ignored": (
        story(confirmed(1, 1), PRICED, projection={**PROJECTION, "unknown_event": "ignore"}),
        ["1 ANNA A1 confirmed - v1"], {"applied": 1, "ignored": 1}),
    "unknown events are dead letters otherwise": (
        story(confirmed(1, 1), PRICED, checked_in(3, 1)),
        ["1 ANNA A1 confirmed C v3"], {"applied": 2, "dead_lettered": 1}),
    "a tombstone nobody asked for may be ignored": (
        story(confirmed(1, 1), erased(2), projection=without("tombstone", unknown_event="ignore")),
        ["1 ANNA A1 confirmed - v1"], {"applied": 1, "ignored": 1}),
    "a tombstone nobody asked for is a dead letter otherwise": (
        story(confirmed(1, 1), erased(2), projection=without("tombstone")),
        ["1 ANNA A1 confirmed - v1"], {"applied": 1, "dead_lettered": 1}),
    "without a mark, removed rows are deleted": (
        story(confirmed(1, 1, 2), amended(2, 1),
              projection=without("removed", "tombstone")),
        ["1 ANNA A1 amended - v2"], {"applied": 2}),
    "without a mark, an older version brings a row back": (
        story(confirmed(1, 1, 2), amended(3, 1), amended(2, 1, 2),
              projection=without("removed", "tombstone")),
        ["1 ANNA A1 amended - v3", "2 BEN A2 amended - v2"], {"applied": 3}),
    "without a mark, a tombstone deletes": (
        story(confirmed(1, 1, 2), erased(2), erased(3), projection=without(
            "removed", tombstone={"do": "delete", "version": "@header:version",
                                  "columns": {"booking_id": "@key"}})),
        [], {"applied": 2, "unmatched": 1}),
    "an upsert has a row an element and removes none": (
        story(confirmed(1, 1, 2), confirmed(2, 2, 3), projection=UPSERT_EACH),
        ["1 ANNA A1 confirmed - v1", "2 BEN A2 confirmed - v2", "3 CLEO A3 confirmed - v2"],
        {"applied": 2}),
    "an upsert of no element does nothing": (
        story(confirmed(1), projection=UPSERT_EACH), [], {"unmatched": 1}),
}

# Two tables of one topic: a row a passenger, and a row a booking.
BOOKINGS_TABLE = """; CREATE TABLE booking_overview (booking_id text PRIMARY KEY, status text,
  first_name text CHECK (first_name <> 'SEA'), version bigint);"""
OVERVIEW = {"table": "booking_overview", "key": ["booking_id"],
            "version": {"column": "version", "from": "/version"}, "event": "/type",
            "on": {"booking-confirmed": {"columns": {
                "booking_id": "/booking/id", "status": "/booking/status",
                "first_name": "/booking/passengers/0/name"}}},
            "unknown_event": "ignore"}
STORIES = {
    **{name: story(*records) for name, (records, _, _) in TOLD.items()},
    **{name: told for name, (told, _, _) in OTHER.items()},
    "two tables": Story(TABLE + BOOKINGS_TABLE, {"manifest": PROJECTION, "overview": OVERVIEW},
                        (confirmed(1, 1, 2), checked_in(2, 1), confirmed(3, (1, "SEA")))),
}
EXPECTED = {**{name: told[1:] for name, told in TOLD.items()},
            **{name: told[1:] for name, told in OTHER.items()}}


@pytest.fixture(scope="module", params=["together", "one_by_one"])
def played(servers, request):
    """The daemon that has played all stories, in one of the two ways."""
    scene = Scene(servers)
    stories = Stories(scene, STORIES)
    getattr(stories, f"play_{request.param}")()
    yield stories
    scene.close()


@pytest.mark.parametrize("name", EXPECTED)
def test_rows_and_outcomes_are_as_told(played, name):
    expected_rows, expected_outcomes = EXPECTED[name]

    assert (rows(played, name), played.outcomes(name)) == (expected_rows, expected_outcomes)
    assert rows(played, name, "HP-NEIGHBOUR") == [NEIGHBOUR]


def test_a_record_of_two_tables_is_applied_whole_or_not_at_all(played):
    assert rows(played, "two tables") == ["1 ANNA A1 confirmed C v2", "2 BEN A2 confirmed - v1"]
    assert played.sql("two tables", "SELECT * FROM booking_overview") == [
        ("HP-1", "confirmed", "ANNA", 1)]
    assert played.outcomes("two tables") == {"applied": 2, "dead_lettered": 1}


def test_the_rows_of_a_record_are_written_in_one_transaction(played):
    changed = played.sql("two tables", "SELECT xmin::text FROM booking_overview UNION SELECT"
                         " xmin::text FROM passenger_manifest WHERE passenger_no = 2 AND"
                         " booking_id = 'HP-1'")

    assert len(changed) == 1


def test_every_offset_is_committed(played):
    group = played.scene.name("projector")
    for topic in played.topics.values():
        wait_until(lambda topic=topic: played.client.uncommitted(group, topic) == 0,
                   f"{topic} is committed")


def test_several_events_share_a_transaction(pipeline):
    count = 120
    events = [event for number in range(count // 3) for event in (
        confirmed(1, 1, 2, booking=f"HP-{number}"), checked_in(2, 2, booking=f"HP-{number}"),
        cancelled(3, booking=f"HP-{number}"))]
    stories = Stories(pipeline, {"busy": story(*events)}, postgres={"writers": 1})
    stories.client.produce(stories.topics["busy"], events)
    holder = pipeline.postgres.connect(pipeline.database)
    holder.autocommit = False
    holder.cursor().execute("LOCK TABLE story_0.passenger_manifest IN EXCLUSIVE MODE")
    stories.daemon.start()
    wait_until(lambda: stories.daemon.metrics().value("projector_in_flight_records") == count,
               "all are in flight")
    holder.close()

    wait_until(lambda: outcome(stories.daemon, "applied") == count, "all are applied")
    # What came before the writer was busy is the first batch, all else the second.
    transactions = stories.sql("busy", "SELECT DISTINCT xmin::text FROM passenger_manifest"
                               " WHERE booking_id <> 'HP-NEIGHBOUR'")
    assert len(transactions) <= 2
