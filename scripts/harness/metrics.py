"""Reads Prometheus' text format."""

import re

_SERIES = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Metrics:
    """One scrape."""

    def __init__(self, text):
        self.series = []  # (name, labels, value)
        for line in text.splitlines():
            found = _SERIES.match(line)
            if found:
                name, labels, value = found.groups()
                self.series.append((name, dict(_LABEL.findall(labels or "")), float(value)))

    def value(self, name, **labels):
        """The sum of the series of this name that bear these labels; KeyError if there is none."""
        values = [value for found, has, value in self.series
                  if found == name and labels.items() <= has.items()]
        if not values:
            raise KeyError(f"{name} {labels}")
        return sum(values)

    def names(self):
        return {name for name, _, _ in self.series}
