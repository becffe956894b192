"""What the daemon shows at /metrics: names, types and labels, of a program that prints it."""

import os
import re
import subprocess
from functools import lru_cache

from rules import REPOSITORY

PROGRAM = os.environ.get("METRICS_PROGRAM",
                         REPOSITORY / "build" / "dev" / "tests" / "unit" / "telemetry" / "print_metrics")


@lru_cache
def exposition():
    return subprocess.run([PROGRAM], check=True, capture_output=True, text=True).stdout


@lru_cache
def types():
    """Family -> type."""
    return dict(re.findall(r"^# TYPE (\S+) (\S+)$", exposition(), re.M))


def known_series():
    """Names of series: of a histogram its three."""
    return {name + suffix for name, kind in types().items()
            for suffix in (("_bucket", "_count", "_sum") if kind == "histogram" else ("",))}


@lru_cache
def labels(name):
    """Names of labels that series of this name bear; none if it is not known."""
    found = re.findall(rf"^{name}\{{(.*)\}} \S+$", exposition(), re.M)
    return {label for text in found for label in re.findall(r'(\w+)="', text)}
