"""Harbor Point's events, and the manifest's rows as text."""

import json

import yaml

from bookings import REPOSITORY, SCHEMA
from stories import Story

PROJECTION = yaml.safe_load((REPOSITORY / "config" / "harbor_point.yaml").read_text(
    encoding="utf-8"))["projections"]["manifest"]
NAMES = {1: "ANNA", 2: "BEN", 3: "CLEO", 4: "DORA"}
NINE_O_CLOCK_MS = 1_783_328_400_000  # 2026-07-06T09:00:00Z.
NEIGHBOUR = "1 NEIGHBOUR - - - v1"

# A booking that no event is about: whatever happens, its row stays.
TABLE = SCHEMA + """;
INSERT INTO passenger_manifest (booking_id, passenger_no, full_name, version)
VALUES ('HP-NEIGHBOUR', 1, 'NEIGHBOUR', 1);"""

ROWS = """SELECT concat_ws(' ', passenger_no, coalesce(full_name, '-'), coalesce(cabin, '-'),
  coalesce(status, '-'), coalesce(boarding_group, '-'), 'v' || coalesce(version::text, '-'),
  to_char(removed_at AT TIME ZONE 'UTC', '"removed" HH24:MI'))
FROM passenger_manifest WHERE booking_id = '{}' ORDER BY passenger_no"""


def record(booking, value, headers=None):
    """(key, value, headers); the story adds its time."""
    return booking.encode(), value if value is None else json.dumps(value).encode(), headers


def snapshot(word, version, passengers, status="confirmed", booking="HP-1", cabin="A"):
    """A passenger a number, or (number, name), in cabins A1, A2 and so on."""
    named = [told if isinstance(told, tuple) else (told, NAMES[told]) for told in passengers]
    listed = [{"no": number, "name": name, "cabin": f"{cabin}{number}"} for number, name in named]
    return record(booking, {
        "type": word, "version": version, "occurred_at": "2026-07-06T08:00:00Z",
        "booking": {"id": booking, "sailing_id": "SKA-18", "status": status,
                    "passengers": listed}})


def confirmed(version, *passengers, **told):
    return snapshot("booking-confirmed", version, passengers, **told)


def amended(version, *passengers, **told):
    return snapshot("booking-amended", version, passengers, **{"status": "amended", **told})


def checked_in(version, number, group="C", booking="HP-1"):
    return record(booking, {
        "type": "passenger-checked-in", "version": version, "occurred_at": "2026-07-06T08:30:00Z",
        "booking_id": booking, "passenger_no": number, "boarding_group": group})


def cancelled(version, booking="HP-1"):
    return record(booking, {"type": "booking-cancelled", "version": version,
                            "occurred_at": "2026-07-06T08:40:00Z", "booking_id": booking})


def erased(version, booking="HP-1"):
    return record(booking, None, {"version": str(version).encode()})


def timed(events):
    """The first was written at 09:01, the second at 09:02, and so on."""
    return tuple((*event, NINE_O_CLOCK_MS + minute * 60_000)
                 for minute, event in enumerate(events, 1))


def story(*events, before="", projection=None):
    return Story(TABLE + before, {"manifest": projection or PROJECTION}, timed(events))


def rows(stories, name, booking="HP-1"):
    """"1 ANNA A1 confirmed C v2 removed 09:03": number, name, cabin, status, group, version."""
    return [text for text, in stories.sql(name, ROWS.format(booking))]
