"""Edges that ask: how many answers a second while nothing happens, and how soon beside full load."""

import http.client
import multiprocessing
import os
import re
import statistics
import subprocess
import time
from contextlib import contextmanager, suppress

import throughput
from workload import ADMISSION_CLASS, Load, fresh_run

PATH = f"/admission/{ADMISSION_CLASS}"
CONNECTIONS = 16
SECONDS = 10
RATE = 1000
EDGE_NICE = -10
ANSWERS_MIN = 15_000
P99_MS_MAX = 10.0
KEPT_MIN = 0.95


def idle_answers(scene, writers, runs):
    """Answers a second on loopback, run by run, by wrk."""
    daemon = fresh_run(scene, Load((scene.create_topic("quiet"),), 0), writers)
    daemon.start()
    answers = []
    for _ in range(runs + 1):
        done = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s",
                               daemon.admission + PATH], capture_output=True, text=True, check=True)
        if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
            raise RuntimeError(f"not every answer was good:\n{done.stdout}")
        answers.append(float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1]))
    daemon.stop()
    return answers[1:]  # After one warm-up.


class Edge:
    """Asks at a steady rate over one connection; times count from when it was to ask.

    In life it is another machine: so it is a process of its own here, that comes first where the
    pipeline has every processor. What is measured is how long the daemon takes."""

    def __init__(self, daemon):
        self.milliseconds = []
        self._over = multiprocessing.Event()
        self._told = multiprocessing.SimpleQueue()
        self._process = multiprocessing.Process(target=self._run, args=(
            daemon.admission.removeprefix("http://"),))

    def _run(self, address):
        with suppress(PermissionError):
            os.nice(EDGE_NICE)
        connection = http.client.HTTPConnection(address, timeout=10)
        milliseconds = []
        due = time.monotonic()
        while not self._over.is_set():
            due += 1 / RATE
            self._over.wait(max(due - time.monotonic(), 0))
            connection.request("GET", PATH)
            connection.getresponse().read()
            milliseconds.append((time.monotonic() - due) * 1000)
        connection.close()
        self._told.put(milliseconds)

    @contextmanager
    def asking(self):
        self._process.start()
        try:
            yield
        finally:
            self._over.set()
            self.milliseconds = self._told.get()
            self._process.join()


def beside_full_load(scene, load, options):
    """(p99 in ms run by run, events/s with an edge, events/s without one)."""
    p99s, asked, alone = [], [], []
    for number in range(options.runs + 1):
        without = throughput.measure(scene, load, options.writers)["events_per_second"]
        edges = []

        def asking(daemon):
            edges.append(Edge(daemon))
            return edges[0].asking()

        beside = throughput.measure(scene, load, options.writers, beside=asking)
        p99 = statistics.quantiles(edges[0].milliseconds, n=100)[98]
        label = "warm-up" if number == 0 else f"run {number}"
        print(f"  {label:8} {without:>9,.0f} events/s alone, {beside['events_per_second']:>9,.0f} "
              f"with {len(edges[0].milliseconds):,} questions, p99 {p99:.1f} ms", flush=True)
        if number > 0:
            p99s.append(p99)
            asked.append(beside["events_per_second"])
            alone.append(without)
    return p99s, asked, alone
