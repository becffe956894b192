"""What strangers do to the daemon's HTTP."""

import re
import signal
import socket
import subprocess
import threading
import time
import urllib.request

from case import verb

ANSWER_SECONDS = 0.1  # Promised.
SLOW_MACHINE = 20


def _address(play):
    host, port = play.member.admin.removeprefix("http://").split(":")
    return host, int(port)


@verb
def half_send_requests(play, count):
    """And keep the connections until the end of the case."""
    held = []
    for _ in range(count):
        connection = socket.create_connection(_address(play), timeout=10)
        connection.sendall(b"GET /metrics HTTP/1.1\r\nHost: a")
        held.append(connection)
    play.at_the_end.extend(connection.close for connection in held)
    play.figures["half-sent requests"] = str(len(held))


@verb
def send_nonsense(play):
    """Malformed and huge requests; what is answered does not matter, that others are does."""
    for text in (b"\x00\xff" * 4000, b"GET " + b"/" * (1 << 20) + b" HTTP/1.1\r\n\r\n",
                 b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n",
                 b"POST /livez HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n" + b"x" * (1 << 20),
                 b"DELETE * HTTP/9.9\r\n\r\n", b"\r\n" * 1000):
        with socket.create_connection(_address(play), timeout=10) as connection:
            try:
                connection.sendall(text)
                connection.recv(1 << 16)
            except OSError:
                pass  # It was cut off, rightly.


@verb
def ask_often(play, threads, times):
    """As fast as they go, beside one another."""
    began, failed = time.monotonic(), []

    def ask():
        for _ in range(times):
            if play.member.get("/status.json")[0] != 200:
                failed.append(1)

    askers = [threading.Thread(target=ask) for _ in range(threads)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert not failed, f"{len(failed)} requests were not answered"
    play.figures["requests"] = f"{threads * times / (time.monotonic() - began):.0f}/s"


@verb
def begin_flood(play, connections):
    """As fast as one thread of wrk goes, until end_flood()."""
    flood = subprocess.Popen(["wrk", "-t1", f"-c{connections}", "-d600s",
                              play.member.admin + "/livez"], stdout=subprocess.PIPE, text=True)
    play.at_the_end.append(flood.kill)
    play.kept["flood"] = flood


@verb
def end_flood(play):
    flood = play.kept.pop("flood")
    flood.send_signal(signal.SIGINT)  # It tells what it saw.
    told, _ = flood.communicate(timeout=30)
    assert "Non-2xx" not in told, told
    play.figures["requests"] = f"{float(re.search(r'Requests/sec: *([0-9.]+)', told)[1]):.0f}/s"


@verb
def probes_answer(play, times=50):
    """Median and worst of the probes' and metrics' answers."""
    took = []
    for number in range(times):
        began = time.monotonic()
        path = ("/livez", "/readyz", "/metrics")[number % 3]
        with urllib.request.urlopen(play.member.admin + path, timeout=10) as answer:
            assert answer.status == 200
        took.append(time.monotonic() - began)
    took.sort()
    assert took[len(took) // 2] <= ANSWER_SECONDS * SLOW_MACHINE, took
    play.figures["probes answered after"] = (f"{took[len(took) // 2] * 1000:.0f} ms (median),"
                                             f" {took[-1] * 1000:.0f} ms (worst)")
