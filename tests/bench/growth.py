"""How the cost of an event grows with the work: backlog, partitions, topics, sizes, rows.

The start costs CPU once, however much there is to read: it is measured apart, on as many topics
that are empty, and taken off. Sizes of one kind take turns, for a machine that changes.
"""

import itertools
import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass

import ceiling
import throughput
from workload import COLUMNS, EVENT_BYTES, FLAT, Load, fill

RUNS = 5
EVENTS = 400_000
TOPICS_EVENTS = 600_000
TOPIC_PARTITIONS = 6  # Of each of many topics.
CHUNK = 20_000  # The client keeps no more.
TABLE_ROWS = (10_000, 5_000_000)

# Rows an event: passengers in an array, each a row.
EACH = {**FLAT, "do": "upsert", "each": "/passengers",
        "columns": {"booking_id": "/booking_id", "passenger_no": "./no", "full_name": "./name",
                    "sailing_id": "/sailing_id"}}


@dataclass(frozen=True)
class Point:
    """One size of the work: its load, and the same topics without a record for what a start costs."""

    at: int
    load: Load
    empty: Load
    prepare: Callable | None = None
    beside: Callable = dict  # Measured in turn with the runs; gives figures of its own.


def _point(scene, word, at, events, partitions, topics=1, **more):
    """Its topics are made and empty; the caller fills those of `load`."""
    names, empty = ([scene.create_topic(f"{word}-{at}-{kind}{number}", partitions=partitions)
                     for number in range(topics)] for kind in ("", "empty-"))
    load = Load(tuple(names), events, **more)
    return Point(at, load, Load(tuple(empty), 0, **more))


def _in_turns(scene, points, options):
    """Medians of each point's runs, by its place in `points`."""
    runs = [[] for _ in points]
    for _ in range(RUNS):
        for point, of_point in zip(points, runs):
            start = throughput.start_cost(scene, point.empty, options.writers)
            run = throughput.measure(scene, point.load, options.writers, prepare=point.prepare)
            events_us = run["cpu_us_per_event"] - start / point.load.events * 1e6
            of_point.append({**run, **point.beside(), "cpu_us_per_event": events_us,
                             "start_ms": start * 1e3})
    found = [{"at": point.at, **{key: statistics.median(run[key] for run in of_point)
                                 for key in of_point[0]}} for point, of_point in zip(points, runs)]
    for one in found:
        print(f"  {one['at']:>12,}  {one['events_per_second']:>9,.0f} events/s  "
              f"{one['cpu_us_per_event']:.2f} µs/event and {one['start_ms']:.0f} ms to start  "
              f"{one['peak_mib']:.1f} MiB", flush=True)
    return found


def backlog(scene, options):
    points = []
    for events in (10_000, 1_000_000, *((10_000_000,) if options.long else ())):
        points.append(_point(scene, "backlog", events, events, options.partitions))
        fill(scene, points[-1].load.topic, events, options.keys)
    return _in_turns(scene, points, options)


def partitions(scene, options):
    points = []
    for count in (1, 12, 300):
        points.append(_point(scene, "partitions", count, EVENTS, count))
        fill(scene, points[-1].load.topic, EVENTS, options.keys)
    return _in_turns(scene, points, options)


def topics(scene, options):
    points = []
    for count in (1, 10, 50):
        each = TOPICS_EVENTS // count
        points.append(_point(scene, "topics", count, each * count, TOPIC_PARTITIONS, topics=count))
        for number, name in enumerate(points[-1].load.topics):  # Its own bookings, by its own seed.
            fill(scene, name, each, options.keys // count, "--size", EVENT_BYTES, "--seed",
                 number + 1)
    return _in_turns(scene, points, options)


def event_bytes(scene, options):
    points = []
    for size, events in ((200, EVENTS), (2_000, EVENTS), (20_000, EVENTS // 4)):
        points.append(_point(scene, "bytes", size, events, options.partitions))
        _produce(scene, points[-1].load.topic, _of_size(events, size))
    found = _in_turns(scene, points, options)
    for smaller, larger in itertools.pairwise(found):
        larger["ns_per_byte_more"] = ((larger["cpu_us_per_event"] - smaller["cpu_us_per_event"])
                                      / (larger["at"] - smaller["at"]) * 1e3)
    return found


def _of_size(events, size):
    """Flat events with every column; what is beyond them is a field that no column reads."""
    for number in range(events):
        booking = f"HP-{number:07d}"
        values = (booking, 1, "HPT-SKA-0714", "P 1", "4112", "open", "2026-07-14T18:00:00Z", "A")
        text = json.dumps({"version": 1, **dict(zip(COLUMNS, values))}, separators=(",", ":"))
        if padding := size - len(text) - len(',"remarks":""'):
            text = f'{text[:-1]},"remarks":"{"x" * padding}"}}'
        yield booking, text


def _produce(scene, topic, events):
    while chunk := list(itertools.islice(events, CHUNK)):
        scene.kafka.client.produce(topic, chunk)


def rows_an_event(scene, options):
    points = []
    for rows in (1, 3, 6):
        events = EVENTS // rows
        points.append(_point(scene, "rows", rows, events, options.partitions,
                             own_projection=json.dumps(EACH)))
        _produce(scene, points[-1].load.topic, _with_passengers(events, rows))
    found = _in_turns(scene, points, options)
    return [{**one, "cpu_us_per_row": one["cpu_us_per_event"] / one["at"],
             "rows_per_second": one["events_per_second"] * one["at"]} for one in found]


def _with_passengers(events, rows):
    for number in range(events):
        booking = f"HP-{number:07d}"
        passengers = [{"no": no, "name": f"PASSENGER {no}"} for no in range(rows)]
        event = {"version": 1, "booking_id": booking, "sailing_id": "HPT-SKA-2026-07-14T18:00",
                 "passengers": passengers}
        yield booking, json.dumps(event)


def rows_in_the_table(scene, options):
    """In relation to the limit's own change, which has as many rows there before."""
    points = []
    for rows in TABLE_ROWS:
        def others(rows=rows):
            scene.sql("INSERT INTO passenger_manifest (booking_id, passenger_no, full_name, version)"
                      " SELECT 'HP-' || md5(n::text), 1, 'PASSENGER', 1"
                      f" FROM generate_series(1, {rows}) AS n")
            scene.sql("VACUUM ANALYZE passenger_manifest")  # Else autovacuum does it beside the run.
            scene.sql("CHECKPOINT")

        def limit(rows=rows):
            top = ceiling.measure(scene, EVENTS, options.writers, table_rows=rows)
            return {"limit_rows_per_second": top["rows_per_second"]}

        point = _point(scene, "table", rows, EVENTS, options.partitions)
        fill(scene, point.load.topic, EVENTS, options.keys)
        points.append(Point(rows, point.load, point.empty, others, limit))
    found = _in_turns(scene, points, options)
    for one in found:
        print(f"  {one['at']:>12,}  {one['limit_rows_per_second']:>9,.0f} rows/s is the limit there",
              flush=True)
    return found


KINDS = {"backlog": backlog, "partitions": partitions, "topics": topics,
         "event bytes": event_bytes, "rows an event": rows_an_event,
         "rows in the table": rows_in_the_table}


def measure(scene, options):
    found = {}
    for name, kind in KINDS.items():
        print(f"growth of {name}:", flush=True)
        found[name] = kind(scene, options)
    return found
