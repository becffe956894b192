"""The dashboards as data, and their queries as a browser would send them."""

import json
from functools import lru_cache

from rules import REPOSITORY

FOLDER = REPOSITORY / "deploy" / "grafana"
# As Grafana replaces them: "All" of each variable, and an interval of four scrapes.
VARIABLES = {"$namespace": ".*", "$job": ".*", "$instance": ".*", "$topic": ".*",
             "$__rate_interval": "1m", "$__range": "1h"}


@lru_cache
def boards():
    """Name of the file -> dashboard."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted((FOLDER / "dashboards").glob("*.json"))}


def panels(board):
    return [panel for panel in boards()[board]["panels"] if panel["type"] != "row"]


def all_panels():
    """(board, title, panel)."""
    return [(board, panel["title"], panel) for board in boards() for panel in panels(board)]


def all_queries():
    """(board, title, expression as it stands)."""
    return [(board, title, target["expr"])
            for board, title, panel in all_panels() for target in panel["targets"]]


def annotations():
    """(board, name, expression)."""
    return [(board, one["name"], one["expr"])
            for board, content in boards().items() for one in content["annotations"]["list"]]


def sent(expression, rate_interval="1m", span="1h"):
    """The query as Prometheus gets it."""
    values = {**VARIABLES, "$__rate_interval": rate_interval, "$__range": span}
    for variable, value in sorted(values.items(), key=lambda item: -len(item[0])):
        expression = expression.replace(variable, value)
    return expression
