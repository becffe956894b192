"""Counts the instructions of a record in the microbenchmarks, by valgrind's callgrind: no clock, no
noise. Beside what was counted before, so that a regression is seen. Called by scripts/bench."""

import argparse
import csv
import json
import os
import re
import subprocess
import sys

from workload import REPOSITORY

PROGRAMS = ("projector_bench_decode", "projector_bench_flow")
FOLDER = REPOSITORY / "build" / "release" / "tests" / "bench"
TABLE = REPOSITORY / "docs" / "plots" / "instructions.csv"
# What a program does before and after its rounds falls out of the difference.
FEW, MANY = 4, 24
WORSE = 1.05


def names_of(program):
    told = subprocess.run([program, "--benchmark_list_tests"], capture_output=True, text=True,
                          check=True)
    return told.stdout.split()


def counted(program, name, rounds):
    """(instructions in all, records a round)."""
    told = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program,
         f"--benchmark_filter=^{name}(/iterations:[0-9]+)?$", "--benchmark_format=json"],
        env={**os.environ, "PROJECTOR_BENCH_ROUNDS": str(rounds)}, capture_output=True, text=True,
        check=True)
    collected = re.search(r"Collected : (\d+)", told.stderr)
    return int(collected[1]), json.loads(told.stdout)["benchmarks"][0]["records"]


def a_record(program, name):
    few, records = counted(program, name, FEW)
    many, _ = counted(program, name, MANY)
    return (many - few) / (MANY - FEW) / records


def before():
    if not TABLE.exists():
        return {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["benchmark"]: float(row["instructions_a_record"])
                for row in csv.DictReader(file)}


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench instructions", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"keep them in {TABLE.name}")
    options = parser.parse_args()
    known, found = before(), {}
    for program in PROGRAMS:
        for name in names_of(FOLDER / program):
            found[name] = a_record(FOLDER / program, name)
            ratio = found[name] / known.get(name, found[name])
            print(f"  {name:28} {found[name]:>8,.0f} instructions a record  {ratio:.2f} of before"
                  f"{'  WORSE' if ratio > WORSE else ''}", flush=True)
    if options.write:
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, lineterminator="\n")
            rows.writerow(("benchmark", "instructions_a_record"))
            rows.writerows((name, round(count)) for name, count in found.items())
    worse = any(found[name] > WORSE * count for name, count in known.items() if name in found)
    sys.exit(1 if worse and not options.write else 0)


if __name__ == "__main__":
    main()
