"""Asks for admission as an edge does; and nginx as one, with a service behind it."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler

from harness.child_process import ChildProcess
from harness.ports import LOOPBACK, free_port
from harness.waiting import wait_until

from bookings import REPOSITORY

EXAMPLE = REPOSITORY / "deploy" / "edge" / "nginx.conf"


@dataclass(frozen=True)
class Admission:
    status: int  # 0 when nothing answers.
    retry_after: str  # As the header has it; None without one.
    body: str

    @property
    def said(self):
        return json.loads(self.body)


def fetch(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return Admission(answer.status, answer.headers.get("Retry-After"),
                             answer.read().decode())
    except urllib.error.HTTPError as error:
        return Admission(error.code, error.headers.get("Retry-After"), error.read().decode())
    except OSError:
        return Admission(0, None, "")


def ask(daemon, name, query=""):
    return fetch(f"{daemon.admission}/admission/{name}{query}")


def asked(daemon, name):
    """How often the daemon took which decision for the class, by its metric."""
    return {labels["decision"]: int(value) for series, labels, value in daemon.metrics().series
            if series == "projector_admission_requests_total" and labels["class"] == name}


class Export(BaseHTTPRequestHandler):
    """The service behind the edge."""

    def do_GET(self):  # noqa: N802 (the library calls it so)
        self.send_response(403 if self.path.endswith("secret") else 200)
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b"export\n")

    do_POST = do_GET

    def log_message(self, *_):
        pass


class Edge:
    """deploy/edge/nginx.conf as it stands there, but for its ports, with Debian's nginx."""

    def __init__(self, directory, projector, export):
        directory.mkdir()
        self.url = f"http://{LOOPBACK}:{(port := free_port())}"
        text = EXAMPLE.read_text(encoding="utf-8")
        for old, new in ((":9465", f":{projector}"), (":8080", f":{port}"), (":8081", f":{export}")):
            assert f"{LOOPBACK}{old}" in text
            text = text.replace(LOOPBACK + old, LOOPBACK + new)
        path = directory / "nginx.conf"
        path.write_text(text, encoding="utf-8")
        self.child = ChildProcess("nginx", directory / "nginx.log")
        self.child.start(["/usr/sbin/nginx", "-p", directory, "-c", path, "-g", "daemon off;"])

    def get(self, path="/exports/today"):
        return fetch(self.url + path)

    def wait_answers(self):
        wait_until(lambda: self.child.require_running() or self.get("/").status == 404,
                   "nginx answers")
