"""From the daemon's start to the last row: events a second, CPU an event, peak memory."""

import time
from contextlib import nullcontext

from harness.waiting import wait_until

from costs import Meter
from workload import fresh_run


# Asking costs CPU, which the daemon and the servers share; the rows themselves tell the time.
ASK_EVERY = 0.25


def finished(daemon):
    metrics = daemon.metrics()
    return (metrics.value("projector_records_total")
            - metrics.value("projector_records_total", outcome="released"))


def commits(scene):
    """(first, last) commit in epoch seconds, and the number of rows. Times come from the rows."""
    first, last, rows = scene.sql(
        "SELECT extract(epoch FROM min(at)), extract(epoch FROM max(at)), count(*) FROM"
        " (SELECT pg_xact_commit_timestamp(xmin) AS at FROM passenger_manifest"
        "  WHERE sailing_id IS NOT NULL) AS commits")[0]
    return float(first), float(last), rows


def measure(scene, load, writers, flow=None, prepare=None, beside=nullcontext):
    """One run over the whole load.

    `prepare` is called when the table is made, before the start; `beside(daemon)` is a context in
    which it runs.
    """
    daemon = fresh_run(scene, load, writers, flow=flow)
    if prepare:
        prepare()
    meter = Meter(scene)
    started = time.time()
    daemon.start()
    with beside(daemon):
        wait_until(lambda: finished(daemon) >= load.events, "every event has its outcome",
                   timeout=900, every=ASK_EVERY)
    cpu_seconds = daemon.cpu_seconds()
    peak_bytes = daemon.memory()[1]
    costs = meter.read(load.events)
    first, last, rows = commits(scene)
    if daemon.stop() != 0:
        raise RuntimeError(f"the daemon did not stop well:\n{daemon.log_tail()}")
    seconds = last - started
    return {"events_per_second": load.events / seconds, "seconds": seconds,
            "first_row_seconds": first - started, "rows": rows,
            "cpu_us_per_event": cpu_seconds / load.events * 1e6, "peak_mib": peak_bytes / 2**20,
            **costs}


def start_cost(scene, load, writers):
    """CPU seconds until every partition of the load's topics, which are empty, is assigned, and one
    question of the kind that every run is asked was answered."""
    daemon = fresh_run(scene, load, writers)
    daemon.start()
    held = sum(len(scene.kafka.client.offsets(topic)) for topic in load.topics)
    wait_until(lambda: len(daemon.status()["partitions"]) == held, "all partitions are assigned",
               timeout=60, every=ASK_EVERY)
    finished(daemon)
    cpu_seconds = daemon.cpu_seconds()
    daemon.stop()
    return cpu_seconds
