"""What producers write: wrong, late, twice, all for one key."""

from bookings import event
from case import Case, Load, Setting
from verbs_data import newest_is, produce_hot, produce_records
from verbs_seen import has_outcomes, metric_rises, never_stalled, seen_more_rows, seen_outcomes

GROUP = "data"


def booking(number, **fields):
    return event(f"BAD-{number}", 1, **fields)


BAD = [
    (b"bad", b"{not json"),
    (b"bad", b""),
    (b"bad", b"\x00\xff\xfe"),
    (b"bad", b'{"booking_id":"BAD","passenger_no":1,"version":1,"cabin":"\xff"}'),
    (b"bad", b'{"booking_id":"BAD","passenger_no":1,"version":1,"cabin":"\\u0000"}'),
    (b"bad", b'{"booking_id":"BAD","passenger_no":1,"version":1,"cabin":' + b"[" * 100_000),
    (b"bad", b"x" * (600 << 10)),  # Above record_bytes.
    (b"bad", b'{"booking_id":"BAD","passenger_no":"one","version":1}'),
    (b"bad", b'{"booking_id":"BAD","passenger_no":99999999999,"version":1}'),
    (b"bad", b'{"booking_id":"BAD","passenger_no":1,"version":1e99}'),
    (b"bad", b'{"booking_id":"BAD","passenger_no":1,"version":1,"occurred_at":"yesterday-ish"}'),
    (b"bad", b'{"booking_id":null,"passenger_no":1,"version":1}'),
    (b"bad", b'{"booking_id":"BAD","passenger_no":1}'),
    (b"bad", b'[{"booking_id":"BAD"}]'),
    (b"bad", None),  # An erasure, and the projection of flat bookings knows none.
]
YEAR_2100_MS = 4_102_444_800_000
TIMED = [(*event(f"HP-time-{number}", 1), None, time_ms) for number, time_ms
         in enumerate([YEAR_2100_MS, 1, YEAR_2100_MS + 1])]

CASES = (
    Case(
        name="every_kind_of_bad_value", group=GROUP,
        done="fifteen values that can never be applied: no JSON, empty, NUL, bad UTF-8, nested"
             " 100,000 deep, too large, wrong types, out of range, without key or version, ...",
        fault=(produce_records(*BAD), seen_outcomes(dead_lettered=len(BAD)), never_stalled()),
        heal=(seen_more_rows(500),),
    ),
    Case(
        name="five_percent_bad_events", group=GROUP,
        done="5 % of the events of the whole life of bookings are bad, of every kind",
        setting=Setting(model="life"), load=Load(rate=500, bad=0.05),
        fault=(seen_more_rows(3000), never_stalled()),
        expect=(has_outcomes(dead_lettered=50),),
    ),
    Case(
        name="duplicates_and_disorder", group=GROUP,
        done="30 % of the records repeat an older one, 30 % of the events come after a later one",
        load=Load(duplicates=0.3, disorder=0.3),
        fault=(seen_more_rows(5000),),
    ),
    Case(
        name="one_hot_key", group=GROUP,
        done="20,000 versions of one booking among a tenth as many of others",
        fault=(produce_hot(20_000), seen_more_rows(2000)),
        expect=(newest_is(20_000),),
    ),
    Case(
        name="times_in_the_future_and_at_zero", group=GROUP,
        done="records whose timestamps lie in the year 2100 and in 1970",
        setting=Setting(topic={"retention.ms": "-1",
                               "message.timestamp.after.max.ms": str(2**63 - 1)}),
        fault=(produce_records(*TIMED), metric_rises("projector_timestamp_skew_total", 2)),
        heal=(seen_more_rows(500),),
    ),
)
