"""What PostgreSQL takes from the same folded upserts out of memory: the limit of every daemon."""

import json
import os
import subprocess
from pathlib import Path

from workload import REPOSITORY


def _binary():
    named = os.environ.get("PROJECTOR_BENCH_UPSERT")
    return Path(named) if named else (
        REPOSITORY / "build" / "release" / "tests" / "bench" / "projector_bench_upsert")


def measure(scene, events, writers, batch=500, table_rows=0):
    """Rows a second, and the client's CPU a row."""
    scene.sql("CHECKPOINT")
    done = subprocess.run(
        [str(_binary()), scene.database_url, "--rows", str(events), "--batch", str(batch),
         "--connections", str(writers), "--table-rows", str(table_rows), "--json"],
        capture_output=True, text=True, timeout=900, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the limit could not be measured:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)
