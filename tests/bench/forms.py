"""Other ways to write a batch than the sink's, in turn with it (docs/decisions/0021)."""

import json
import os
import subprocess
from pathlib import Path

from workload import REPOSITORY


def _binary():
    named = os.environ.get("PROJECTOR_BENCH_FORMS")
    return Path(named) if named else (
        REPOSITORY / "build" / "release" / "tests" / "bench" / "projector_bench_forms")


def measure(scene, writers, runs):
    done = subprocess.run(
        [str(_binary()), scene.database_url, "--connections", str(writers), "--rounds", str(runs),
         "--json"], capture_output=True, text=True, timeout=900, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the ways to write could not be measured:\n{done.stderr}")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    for one in found:
        print(f"  {one['form']:31} batches of {one['batch']:>5}: {one['rows_per_second']:>9,.0f} "
              f"rows/s ({one['min']:,.0f} – {one['max']:,.0f})", flush=True)
    return found
