"""What the daemon shows, by the page that a unit test compares with it."""

import re
from functools import lru_cache

from rules import REPOSITORY

PAGE = REPOSITORY / "tests" / "unit" / "telemetry" / "golden" / "metrics.txt"


@lru_cache
def types():
    """Family -> type."""
    found = dict(re.findall(r"^# TYPE (\S+) (\S+)$", PAGE.read_text(encoding="utf-8"), re.M))
    return {**found, "process_cpu_seconds_total": "counter",
            "process_resident_memory_bytes": "gauge", "process_open_fds": "gauge",
            "process_start_time_seconds": "gauge"}


def known_series():
    """Names of series: of a histogram its three."""
    return {name + suffix for name, kind in types().items()
            for suffix in (("_bucket", "_count", "_sum") if kind == "histogram" else ("",))}


@lru_cache
def labels(name):
    """Names of labels that series of this name bear; none if it is not known."""
    found = re.findall(rf"^{name}\{{(.*)\}} \S+$", PAGE.read_text(encoding="utf-8"), re.M)
    return {label for text in found for label in re.findall(r'(\w+)="', text)}
