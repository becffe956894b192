"""A private Prometheus with the rules of deploy/prometheus, which scrapes what it is told to."""

import json
import re
import shutil
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import yaml

from .child_process import ChildProcess
from .ports import LOOPBACK, free_port
from .waiting import wait_until

RULES = Path(__file__).resolve().parents[2] / "deploy" / "prometheus"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def _faster(text, speed):
    """Durations of windows and of `for` divided, so that what takes minutes takes seconds."""
    def divided(found):
        milliseconds = int(found["number"]) * UNITS[found["unit"]] * 1000 // speed
        return f"{found['before']}{max(milliseconds, 1000)}ms{found['after']}"

    duration = r"(?P<number>\d+)(?P<unit>[smhd])"
    for before, after in ((r"\[", r"\]"), (r"\n +for: ", ""), (r"offset ", "")):
        text = re.sub(rf"(?P<before>{before}){duration}(?P<after>{after})", divided, text)
    return text


class Prometheus:
    """Use as a context manager. `targets`: job -> addresses (host:port).

    `speed` divides the rules' durations, to a second at least; names of recorded series stay. Scrapes
    and evaluates once a second, in fast motion twice.
    """

    def __init__(self, directory, targets, speed=1):
        self.directory = Path(directory)
        self._address = f"{LOOPBACK}:{free_port()}"
        self._targets = targets
        self._speed = speed
        self._child = ChildProcess("Prometheus", self.directory / "prometheus.log")

    def __enter__(self):
        self.directory.mkdir(parents=True, exist_ok=True)
        self._write_rules()
        self._write_configuration()
        self._child.start([
            "prometheus", f"--config.file={self.directory / 'prometheus.yml'}",
            f"--storage.tsdb.path={self.directory / 'data'}",
            f"--web.listen-address={self._address}", "--log.level=warn"])
        try:
            wait_until(self._is_ready, "Prometheus is ready", 60)
        except BaseException:
            self._child.stop(5)
            raise
        return self

    def __exit__(self, *_):
        self._child.stop(5)
        shutil.rmtree(self.directory / "data", ignore_errors=True)

    def ask(self, path, **parameters):
        """The data of the API's answer; raises RuntimeError with what Prometheus says is wrong."""
        url = f"http://{self._address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{parameters}: {error.read().decode()}") from error

    def query(self, expression, **parameters):
        """[(labels, value)] now."""
        found = self.ask("query", query=expression, **parameters)["result"]
        return [(one["metric"], float(one["value"][1])) for one in found]

    def query_range(self, expression, start, end, step=1):
        """[(labels, values)]."""
        found = self.ask("query_range", query=expression, start=start, end=end, step=step)["result"]
        return [(one["metric"], [float(value) for _, value in one["values"]]) for one in found]

    def firing(self):
        """(alert, topic) of what fires; the topic is empty where an alert has none."""
        return {(one["labels"]["alertname"], one["labels"].get("topic", ""))
                for one in self.ask("alerts")["alerts"] if one["state"] == "firing"}

    def rules(self):
        """All rules, as the API shows them: name, query, health, lastError."""
        return [rule for group in self.ask("rules")["groups"] for rule in group["rules"]]

    def _is_ready(self):
        self._child.require_running()
        try:
            with urllib.request.urlopen(f"http://{self._address}/-/ready", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def _write_rules(self):
        for path in RULES.glob("*.rules.yml"):
            text = path.read_text(encoding="utf-8")
            (self.directory / path.name).write_text(
                text if self._speed == 1 else _faster(text, self._speed))

    def _write_configuration(self):
        interval = "1s" if self._speed == 1 else "500ms"
        scrapes = [{"job_name": job, "static_configs": [{"targets": addresses}]}
                   for job, addresses in self._targets.items()]
        (self.directory / "prometheus.yml").write_text(yaml.safe_dump({
            "global": {"scrape_interval": interval, "scrape_timeout": interval,
                       "evaluation_interval": interval},
            "rule_files": ["*.rules.yml"], "scrape_configs": scrapes}))
