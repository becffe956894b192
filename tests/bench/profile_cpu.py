"""Where the daemon's CPU goes at full speed: by thread and by function, as perf samples it."""

import os
import re
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import throughput

SAMPLES_PER_SECOND = 1999
FUNCTIONS = 25


def measure(scene, load, writers, runs):
    """µs of CPU an event, of each binary in turn: in all, by thread and by function."""
    programs = {"now": os.environ.get("PROJECTOR_BINARY", "")}
    if before := os.environ.get("PROJECTOR_BENCH_BEFORE"):
        programs = {"before": before, **programs}
    samples = {name: [] for name in programs}
    for number in range(runs + 1):
        for name, program in programs.items():
            with _binary(program):
                found = _run(scene, load, writers)
            if number > 0:
                samples[name].append(found)
    merged = {name: {by: _mean(runs_of, by) for by in ("all", "threads", "functions")}
              for name, runs_of in samples.items()}
    for name, found in merged.items():
        threads = ", ".join(f"{thread} {us:.2f}" for thread, us in found["threads"].items())
        print(f"  {name}: {found['all']['all']:.2f} µs an event: {threads}", flush=True)
    return merged


@contextmanager
def _binary(program):
    """For the daemons that the scene starts; empty: as it is."""
    kept = os.environ.get("PROJECTOR_BINARY")
    if program:
        os.environ["PROJECTOR_BINARY"] = program
    try:
        yield
    finally:
        if kept is not None:
            os.environ["PROJECTOR_BINARY"] = kept
        elif program:
            del os.environ["PROJECTOR_BINARY"]


def _mean(runs, by):
    names = {name for run in runs for name in run[by]}
    means = {name: sum(run[by].get(name, 0) for run in runs) / len(runs) for name in names}
    return dict(sorted(means.items(), key=lambda one: -one[1])[:FUNCTIONS])


def _run(scene, load, writers):
    with tempfile.TemporaryDirectory(prefix="projector-profile-") as directory:
        samples = Path(directory) / "perf.data"
        cost = throughput.measure(scene, load, writers,
                                  beside=lambda daemon: _sampled(daemon, samples))[
                                      "cpu_us_per_event"]
        return {"all": {"all": cost}, "threads": _shares(samples, "comm", cost),
                "functions": _shares(samples, "dso,symbol", cost)}


@contextmanager
def _sampled(daemon, samples):
    command = ["perf", "record", "-q", "-F", str(SAMPLES_PER_SECOND), "-o", str(samples),
               "-p", str(daemon.pid)]
    sampler = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield
    finally:
        sampler.terminate()
        _, said = sampler.communicate()
    if not samples.exists():
        raise RuntimeError(f"perf sampled nothing: {said}")


def _shares(samples, by, cost):
    told = subprocess.run(["perf", "report", "-i", str(samples), "--no-children", "-g", "none",
                           "-s", by, "-t", "\t", "--stdio", "-w", "0"],
                          capture_output=True, text=True, check=True).stdout
    found = {}
    for line in told.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        share, *where = (cell.strip() for cell in line.split("\t"))
        name = _name(where)
        found[name] = found.get(name, 0) + float(share.rstrip("%")) / 100 * cost
    return found


def _name(where):
    """Threads of one kind are one; a function without its arguments, and where it lies."""
    if len(where) == 1:
        return where[0].rstrip("0123456789").rstrip(" -")
    library = where[0].split(".so")[0]
    symbol = where[1].removeprefix("[.] ").removeprefix("[k] ").replace("(anonymous namespace)::", "")
    name = re.sub(r"@@.*", "", re.split(r"[(<]", symbol)[0])
    outside = library.startswith(("lib", "["))
    return f"{name} ({library.strip('[]')})" if outside else name
