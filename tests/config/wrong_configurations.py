#!/usr/bin/python3
"""Each wrong configuration of wrong/*.cases gets exactly its message, whole. Exits 1 if one does not.

Usage: wrong_configurations.py [--write]. --write puts what the program says into the cases: read it as
a tired operator would before keeping it.

A case is "### title", the file, ">>>", and what `config` prints to stderr. Topics and projections are
added to a file that has none, unless its title ends with "(alone)".
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

CASES_LEAST = 60
FOLDER = Path(__file__).parent / "wrong"
SECRET = "hunter2"  # What every variable and password holds; no message may say it.
ENVIRONMENT = {"BOOKINGS": SECRET, "PATH": os.environ["PATH"]}
NAME = "projector.yaml"

TOPICS = "topics: [{name: booking-events, projection: manifest}]\n"
PROJECTIONS = """\
projections:
  manifest:
    table: passenger_manifest
    key: [booking_id, passenger_no]
    version: {column: version, from: /version}
    columns: {booking_id: /booking_id, passenger_no: /passenger_no}
"""


def read_cases(path):
    """Of each case its title, file and message."""
    parts = re.split(r"^### (.*)\n", path.read_text(), flags=re.M)
    for title, body in zip(parts[1::2], parts[2::2]):
        file, _, message = body.partition(">>>\n")
        yield title, file, message.rstrip("\n")


def whole(title, file):
    if title.endswith("(alone)"):
        return file
    topics = "" if re.search(r"^topics:", file, re.M) else TOPICS
    return file + topics + ("" if re.search(r"^projections:", file, re.M) else PROJECTIONS)


def said_of(text, folder):
    """What the program says, with its exit code where that is not 78."""
    (folder / NAME).write_text(text)
    run = subprocess.run([os.environ["PROJECTOR_BINARY"], "config", "--config", NAME], cwd=folder,
                         env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    said = run.stderr.rstrip("\n")
    if run.returncode == 78 and not run.stdout:
        return said
    return f"{said}\n(exit code {run.returncode})".lstrip("\n")


def written(cases):
    return "\n".join(f"### {title}\n{file}>>>\n{said}\n" for title, file, said in cases)


def difference(title, expected, said):
    lines = difflib.unified_diff(expected.splitlines(), said.splitlines(), "expected", "said",
                                 lineterm="")
    return "\n".join([f"=== {title}", *lines])


def main():
    wrong, count = [], 0
    with tempfile.TemporaryDirectory() as name:
        for path in sorted(FOLDER.glob("*.cases")):
            cases = [(title, file, expected, said_of(whole(title, file), Path(name)))
                     for title, file, expected in read_cases(path)]
            count += len(cases)
            wrong += [difference(title, expected, said)
                      for title, _, expected, said in cases if expected != said]
            wrong += [f"=== {title}\nit shows a secret" for title, *_, said in cases if SECRET in said]
            if "--write" in sys.argv:
                path.write_text(written([(title, file, said) for title, file, _, said in cases]))
    print("\n\n".join(wrong) or f"{count} wrong configurations, each with its message")
    return 1 if wrong or count < CASES_LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
