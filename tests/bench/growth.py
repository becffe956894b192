"""How the cost of an event grows with the work: backlog, partitions, topics, sizes, rows."""

import itertools
import json
import statistics

import ceiling
import throughput
from workload import EVENT_BYTES, FLAT, Load, fill

RUNS = 3
EVENTS = 150_000
TOPICS_EVENTS = 600_000  # To start with 50 topics takes as long as thousands of events.
CHUNK = 20_000  # The client keeps no more.
TABLE_ROWS = (10_000, 5_000_000)

# Rows an event: passengers in an array, each a row.
EACH = {**FLAT, "do": "upsert", "each": "/passengers",
        "columns": {"booking_id": "/booking_id", "passenger_no": "./no", "full_name": "./name",
                    "sailing_id": "/sailing_id"}}


def _median_run(scene, load, options, **more):
    runs = [throughput.measure(scene, load, options.writers, **more) for _ in range(RUNS)]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def _show(found):
    print(f"  {found['at']:>12,}  {found['events_per_second']:>9,.0f} events/s  "
          f"{found['cpu_us_per_event']:.2f} µs/event  {found['peak_mib']:.1f} MiB", flush=True)


def _measured(scene, at, load, options, **more):
    found = {"at": at, **_median_run(scene, load, options, **more)}
    _show(found)
    return found


def backlog(scene, options):
    sizes = (10_000, 1_000_000, *((10_000_000,) if options.long else ()))
    found = []
    for events in sizes:
        topic = scene.create_topic(f"backlog-{events}", partitions=options.partitions)
        fill(scene, topic, events, options.keys)
        found.append(_measured(scene, events, Load((topic,), events), options))
    return found


def partitions(scene, options):
    found = []
    for count in (1, 12, 300):
        topic = scene.create_topic(f"partitions-{count}", partitions=count)
        fill(scene, topic, EVENTS, options.keys)
        found.append(_measured(scene, count, Load((topic,), EVENTS), options))
    return found


def topics(scene, options):
    found = []
    for count in (1, 10, 50):
        names = tuple(scene.create_topic(f"topics-{count}-{number}", partitions=6)
                      for number in range(count))
        each = TOPICS_EVENTS // count
        for number, name in enumerate(names):  # Bookings of its own: by its own seed.
            fill(scene, name, each, options.keys // count, "--size", EVENT_BYTES, "--seed",
                 number + 1)
        load = Load(names, each * count)
        found.append(_measured(scene, count, load, options))
    return found


def event_bytes(scene, options):
    found = []
    for size, events in ((400, EVENTS), (2_000, EVENTS), (20_000, EVENTS // 5)):
        topic = scene.create_topic(f"bytes-{size}", partitions=options.partitions)
        fill(scene, topic, events, options.keys, "--size", size)
        found.append(_measured(scene, size, Load((topic,), events), options))
    return found


def rows_an_event(scene, options):
    found = []
    for rows in (1, 3, 6):
        topic = scene.create_topic(f"rows-{rows}", partitions=options.partitions)
        events = EVENTS // rows
        made = _with_passengers(events, rows)
        while chunk := list(itertools.islice(made, CHUNK)):
            scene.kafka.client.produce(topic, chunk)
        load = Load((topic,), events, own_projection=json.dumps(EACH))
        run = _measured(scene, rows, load, options)
        found.append({**run, "cpu_us_per_row": run["cpu_us_per_event"] / rows,
                      "rows_per_second": run["events_per_second"] * rows})
    return found


def _with_passengers(events, rows):
    for number in range(events):
        booking = f"HP-{number:07d}"
        passengers = [{"no": no, "name": f"PASSENGER {no}"} for no in range(rows)]
        event = {"version": 1, "booking_id": booking, "sailing_id": "HPT-SKA-2026-07-14T18:00",
                 "passengers": passengers}
        yield booking, json.dumps(event)


def rows_in_the_table(scene, options):
    """In relation to the limit's own change, which has as many rows there before."""
    topic = scene.create_topic("table-rows", partitions=options.partitions)
    fill(scene, topic, EVENTS, options.keys)
    load = Load((topic,), EVENTS)
    found = []
    for rows in TABLE_ROWS:
        def others(rows=rows):
            scene.sql("INSERT INTO passenger_manifest (booking_id, passenger_no, full_name, version)"
                      " SELECT 'HP-' || md5(n::text), 1, 'PASSENGER', 1"
                      f" FROM generate_series(1, {rows}) AS n")
            scene.sql("CHECKPOINT")

        run = _measured(scene, rows, load, options, prepare=others)
        limits = [ceiling.measure(scene, EVENTS, options.writers, table_rows=rows)
                  for _ in range(RUNS)]
        most = statistics.median(one["rows_per_second"] for one in limits)
        print(f"  {'':12}  {most:>9,.0f} rows/s is the limit there", flush=True)
        found.append({**run, "limit_rows_per_second": most})
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
