"""How soon probes and scrapes are answered among strangers who never finish their requests, while
edges ask on the other listener."""

import re
import socket
import statistics
import subprocess
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from workload import ADMISSION_CLASS, Load, fresh_run

PATHS = ("/livez", "/metrics")
HALF_OPEN = 200  # On each listener.
HALF_REQUEST = b"GET /livez HTTP/1.1\r\nHost: te"
ROUND = 0.01  # Seconds between two questions of each path.
RENEW = 2.0  # Sooner than the server closes them.
SECONDS = 10
CONNECTIONS, PAUSE_MS = 20, 3  # A little more than 5,000 questions a second.
RATE_MIN = 5000
P99_MS_MAX = 20.0


def _address(url):
    host, port = url.removeprefix("http://").rsplit(":", 1)
    return host, int(port)


class Strangers:
    """Use as a context manager."""

    def __init__(self, addresses):
        self._addresses = addresses
        self._open = ExitStack()
        self._until = 0.0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._open.close()

    def renew(self):
        """Where they grow old, new ones take their places."""
        if time.monotonic() < self._until:
            return
        before, self._open = self._open, ExitStack()
        for address in self._addresses:
            for _ in range(HALF_OPEN):
                self._open.enter_context(socket.create_connection(address)).sendall(HALF_REQUEST)
        before.close()
        self._until = time.monotonic() + RENEW


def _ask(address, path):
    """Milliseconds of a probe as Kubernetes makes it: a connection of its own."""
    begin = time.monotonic()
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n".encode())
        parts = iter(lambda: connection.recv(1 << 16), b"")
        answer = b"".join(parts)
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {answer[:100]}")
    return (time.monotonic() - begin) * 1000


def _edges(daemon, script):
    return subprocess.Popen(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "-s", script,
                             f"{daemon.admission}/admission/{ADMISSION_CLASS}"],
                            stdout=subprocess.PIPE, text=True)


def _run(daemon, script):
    """(path -> p99 in ms, questions of edges a second)."""
    admin = _address(daemon.admin)
    times = {path: [] for path in PATHS}
    pause = threading.Event()
    with Strangers((admin, _address(daemon.admission))) as strangers:
        strangers.renew()
        edges = _edges(daemon, script)
        while edges.poll() is None:
            strangers.renew()
            for path in PATHS:
                times[path].append(_ask(admin, path))
            pause.wait(ROUND)
        asked = float(re.search(r"Requests/sec:\s+([\d.]+)", edges.communicate()[0])[1])
    return {path: statistics.quantiles(found, n=100)[98] for path, found in times.items()}, asked


def measure(scene, writers, runs):
    """(path -> p99 in ms, run by run; questions a second, run by run)."""
    daemon = fresh_run(scene, Load((scene.create_topic("probed"),), 0), writers)
    script = Path(daemon.directory) / "pause.lua"
    script.write_text(f"function delay() return {PAUSE_MS} end\n")
    daemon.start()
    found = [_run(daemon, script) for _ in range(runs + 1)][1:]  # After one warm-up.
    daemon.stop()
    return ({path: [p99s[path] for p99s, _ in found] for path in PATHS},
            [asked for _, asked in found])
