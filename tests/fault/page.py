#!/usr/bin/python3
"""Writes docs/FAULTS.md from the results of a whole run: page.py RESULTS PAGE."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
for folder in (HERE, HERE.parent / "integration", HERE.parents[1] / "scripts"):
    sys.path.insert(0, str(folder))

from cases import CASES  # noqa: E402 (found by the lines above)

HEAD = """\
# Faults survived

Written by `scripts/test --all-faults`, which plays every case of [tests/fault/cases](../tests/fault/cases) on real Kafka
and PostgreSQL: fault, heal, catching up. What held is checked in *every* case, by samples during it and at its end:

- the table equals the fold of the log, by code of its own (`harbor-sim verify`), less what became a dead letter
- no version of a row ever went back (a trigger watches)
- no committed offset was ever ahead of what was durable
- records and bytes in flight and resident memory (96 MiB) stayed within their limits
- records read = the sum of all outcomes, where one member read them
- no exit but where the case says so, with the code that it says; SIGTERM at the end ends every member with 0
- no rebalance but where the case is one
- no ten seconds with more than 100 log lines

Cases marked * are played in every run of the tests. What was wrong with a case would have failed the run: a page is
written only where all held.

"""


# Rows of the faults to survive that no case here shows, and where they are shown.
ELSEWHERE = """\
## Shown elsewhere

| fault | shown by |
| --- | --- |
| a topic deleted and made anew | `tests/integration`: `test_offsets.py::test_a_topic_made_anew_is_read_from_its_beginning`, \
`test_offset_versions.py::test_a_topic_that_is_made_anew_stops` |
| commit errors of every kind | `tests/unit/kafka`: `CommitTest`, `StaticMemberCommitTest`, `CommitError` (librdkafka's mock cluster) |
| edges refused while PostgreSQL is away | `tests/integration`: `test_admission.py::test_edges_are_refused_while_records_wait_and_admitted_again` |
| a value of 50 MB | `tests/integration`: `test_dead_letters.py::test_fifty_megabytes_are_a_dead_letter` |
| unknown event, missing pointer, null key, tombstone | `tests/integration`: `test_dead_letters.py::test_every_record_has_its_outcome`, \
`test_second_domain.py`; `five_percent_bad_events` above |
| records without a time | `tests/unit/core`: `PipelineShedding.AppliesWhatIsNotOlder`, `DeadLetters.TellNullFromEmpty` (no broker of today takes one) |
| the wall clock jumps | `tests/unit/runtime`: `WallClockTest`; `tests/simulation`: the fault `clock_jumped`, and the broken variant \
`one_clock_for_all` |
| fuzzed requests | `tests/fuzz` (HTTP) |
"""


def cell(text):
    return text.replace("|", "\\|")


def group_table(group, results):
    yield f"## {group.capitalize()}\n"
    yield "| case | what was done | figures |"
    yield "| --- | --- | --- |"
    for case in CASES:
        if case.group == group:
            mark = " *" if case.in_every_run else ""
            figures = " · ".join(f"{name}: {value}" for name, value
                                 in results[case.name]["figures"].items())
            yield f"| `{case.name}`{mark} | {cell(case.done)} | {cell(figures)} |"
    yield ""


def machine():
    commit = subprocess.run(["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"],
                            capture_output=True, text=True, check=False).stdout.strip()
    return f"{os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}; commit {commit}"


def main():
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    results = {result["name"]: result for result in map(json.loads, lines)}
    missing = [case.name for case in CASES if case.name not in results]
    if missing:
        sys.exit(f"page: no result of {', '.join(missing)}; the page stays as it was")
    minutes = sum(result["seconds"] for result in results.values()) / 60
    text = HEAD + f"{len(CASES)} cases in {minutes:.0f} minutes, on {machine()}.\n\n"
    for group in dict.fromkeys(case.group for case in CASES):
        text += "\n".join(group_table(group, results)) + "\n"
    text += ELSEWHERE
    Path(sys.argv[2]).write_text(text.rstrip("\n") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
