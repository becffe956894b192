#!/usr/bin/python3 -B
"""docs/METRICS.md against the daemon: what it says of types and labels is generated.

metrics_page.py          says what differs, with exit code 1
metrics_page.py --write  writes types and labels anew; meaning and advice are people's words
"""

import re
import sys

from metric_names import exposition, types
from rules import REPOSITORY

PAGE = REPOSITORY / "docs" / "METRICS.md"
ROW = re.compile(r"^\| (`(?:projector|process)_[^|]*) \|[^|]*\|[^|]*\|(.*)$", re.M)

# Labels whose values nobody knows beforehand, and what is to be said of them.
OPEN = {"topic": "", "partition": "", "writer": ", from 0", "version": "", "commit": "", "hash": ""}
STATES_OF_ERRORS = ": the first two characters of the SQLSTATE, or `connection`"
OPEN_OF = {("projector_db_errors_total", "class"): STATES_OF_ERRORS,
           ("projector_retries_total", "class"): ": likewise",
           ("projector_admission_requests_total", "class"): ": as in `admission.classes`"}


def values_of(name):
    """Label -> its values, in the order in which they are shown."""
    found = {}
    series = rf"^{name}(?:_bucket|_sum|_count)?\{{(.*)\}} \S+$"
    for inside in re.findall(series, exposition(), re.M):
        for label, value in re.findall(r'(\w+)="([^"]*)"', inside):
            if label != "le" and value not in found.setdefault(label, []):
                found[label].append(value)
    return found


def labels_cell(name):
    words = []
    for label, values in values_of(name).items():
        said = OPEN_OF.get((name, label), OPEN.get(label))
        if said is None:
            said = ": " + ", ".join(f"`{value}`" for value in values)
        words.append(f"`{label}`{said}")
    return "; ".join(words) if any(":" in word for word in words[:-1]) else ", ".join(words)


def regenerated(text):
    """The page with its two columns as the daemon has it; raises KeyError for what it has not."""
    def row(found):
        names = re.findall(r"`(\w+)`", found[1])
        kinds = {(types()[name], labels_cell(name)) for name in names}
        if len(kinds) != 1:
            raise KeyError(f"{found[1]}: of different types or labels, so rows of their own")
        kind, labels = kinds.pop()
        return f"| {found[1]} | {kind} | {labels} |{found[2]}".replace("|  |", "| |", 1)

    return ROW.sub(row, text)


def named(text):
    return [name for found in ROW.finditer(text) for name in re.findall(r"`(\w+)`", found[1])]


def problems(text):
    names = named(text)
    yield from (f"{name} is not on the page" for name in sorted(set(types()) - set(names)))
    yield from (f"{name} is not a metric" for name in sorted(set(names) - set(types())))
    yield from (f"{name} stands there twice" for name in sorted(set(names))
                if names.count(name) > 1)


def main():
    text = PAGE.read_text(encoding="utf-8")
    found = list(problems(text))
    if not found:
        made = regenerated(text)
        if "--write" in sys.argv:
            PAGE.write_text(made, encoding="utf-8")
        elif made != text:
            changed = [line for line, is_line in zip(made.splitlines(), text.splitlines())
                       if line != is_line]
            found = ["types and labels differ: run tests/operations/metrics_page.py --write",
                     *changed]
    for problem in found:
        print(f"docs/METRICS.md: {problem}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
