"""The rule files as data, and what PromQL in rules and panels has to keep to."""

import re
from functools import lru_cache
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
FOLDER = REPOSITORY / "deploy" / "prometheus"
RECORDING = FOLDER / "recording.rules.yml"
ALERTS = FOLDER / "alerts.rules.yml"
FILES = (RECORDING, ALERTS)

_METRIC = re.compile(r"\b(?:[a-z_]+:)?(?:projector|process)_[a-z0-9_]+(?::[a-z0-9_]+)?\b")
_SUFFIX = re.compile(r"_(bucket|count|sum)$")


@lru_cache
def load(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _rules(path, kind):
    return [rule for group in load(path)["groups"] for rule in group["rules"] if kind in rule]


def recordings():
    """Name -> expression."""
    return {rule["record"]: rule["expr"] for rule in _rules(RECORDING, "record")}


@lru_cache
def alerts():
    """Name -> rule."""
    return {rule["alert"]: rule for rule in _rules(ALERTS, "alert")}


def metrics_of(expression):
    """Names of series in an expression, those of histograms as they stand there."""
    return set(_METRIC.findall(expression))


def family(name, histograms):
    """The family that a series belongs to: foo_bucket of the histogram foo is foo."""
    base = _SUFFIX.sub("", name)
    return base if base in histograms else name


def misuses(expression, types):
    """What is wrong by the types of metrics, though it is valid PromQL. `types`: family -> type."""
    histograms = {name for name, kind in types.items() if kind == "histogram"}
    for function, name in re.findall(r"(\w+)\(\s*((?:projector|process)_\w+)(?:\{[^}]*\})?\[",
                                     expression):
        kind = types.get(family(name, histograms))
        counts = kind in ("counter", "histogram")
        if function in ("rate", "irate", "increase") and not counts:
            yield f"{function}() of {name}, which is a {kind}"
        if function in ("delta", "deriv", "avg_over_time", "max_over_time") and counts:
            yield f"{function}() of {name}, which is a {kind}"
    for function in ("rate", "increase", "irate"):
        if re.search(rf"{function}\(\s*(sum|max|min|avg)\b", expression):
            yield f"{function}() of an aggregate: a reset of one counter is lost in it"
    if re.search(r"\bby\s*\([^)]*\)\s*\(\s*histogram_quantile", expression):
        yield "an aggregate of a quantile means nothing"
    for inner in re.findall(r"histogram_quantile\(\s*[\d.]+\s*,(.*)", expression, re.DOTALL):
        grouping = re.search(r"\bby\s*\(([^)]*)\)", inner)
        if grouping and "le" not in [word.strip() for word in grouping.group(1).split(",")]:
            yield "a quantile needs the label le"
