"""Other ways to write a batch than the sink's, in turn with it (docs/decisions/0021)."""

import json
import subprocess

from harness.pipeline import binary


def measure(scene, writers, runs):
    done = subprocess.run(
        [binary("projector_bench_forms", "PROJECTOR_BENCH_FORMS"), scene.database_url,
         "--connections", str(writers), "--rounds", str(runs), "--json"], capture_output=True, text=True, timeout=900, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the ways to write could not be measured:\n{done.stderr}")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    for one in found:
        print(f"  {one['form']:31} batches of {one['batch']:>5}: {one['rows_per_second']:>9,.0f} "
              f"rows/s ({one['min']:,.0f} – {one['max']:,.0f})", flush=True)
    return found
