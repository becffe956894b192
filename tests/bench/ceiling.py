"""What PostgreSQL takes from the same folded upserts out of memory: the limit of every daemon."""

import json
import subprocess

from harness.pipeline import binary


def measure(scene, events, writers, batch=500, table_rows=0):
    """Rows a second, and the client's CPU a row."""
    scene.sql("CHECKPOINT")
    done = subprocess.run(
        [binary("projector_bench_upsert", "PROJECTOR_BENCH_UPSERT"), scene.database_url,
         "--rows", str(events), "--batch", str(batch),
         "--connections", str(writers), "--table-rows", str(table_rows), "--json"],
        capture_output=True, text=True, timeout=900, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the limit could not be measured:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)
