"""From the daemon's start to the last row: events a second, CPU an event, peak memory."""

import time
from contextlib import nullcontext

from harness.waiting import wait_until

from workload import fresh_run


def measure(scene, load, writers, flow=None, beside=nullcontext):
    """One run over the whole topic. Times come from the rows' commits, not from polling.

    `beside(daemon)` is a context in which it runs.
    """
    daemon = fresh_run(scene, load, writers, flow=flow)
    started = time.time()
    daemon.start()

    def is_done():
        metrics = daemon.metrics()
        finished = (metrics.value("projector_records_total")
                    - metrics.value("projector_records_total", outcome="released"))
        return finished >= load.events

    with beside(daemon):
        wait_until(is_done, "every event has its outcome", timeout=600)
    cpu_seconds = daemon.cpu_seconds()
    peak_bytes = daemon.memory()[1]
    first, last, rows = scene.sql(
        "SELECT extract(epoch FROM min(at)), extract(epoch FROM max(at)), count(*) FROM"
        " (SELECT pg_xact_commit_timestamp(xmin) AS at FROM passenger_manifest) AS commits")[0]
    if daemon.stop() != 0:
        raise RuntimeError(f"the daemon did not stop well:\n{daemon.log_tail()}")
    seconds = float(last) - started
    return {"events_per_second": load.events / seconds, "seconds": seconds,
            "first_row_seconds": float(first) - started, "rows": rows,
            "cpu_us_per_event": cpu_seconds / load.events * 1e6, "peak_mib": peak_bytes / 2**20}
