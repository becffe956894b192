"""What a slow table costs, several members of one group, and a restart after SIGKILL."""

import statistics
import subprocess
import time

from harness.waiting import wait_until

import throughput
from workload import Load, configuration, fill, fresh_run

SLOW_SECONDS = 30
SLOW_RATE = 600  # Rows a second.


def _received(pid, port):
    """Bytes that the process has received from the broker, by its open connections."""
    told = subprocess.run(["ss", "-Htinp", f"dport = :{port}"], capture_output=True, text=True,
                          check=True).stdout
    total, is_ours = 0, False
    for line in told.splitlines():
        if not line.startswith(("\t", " ")):
            is_ours = f"pid={pid}," in line
        elif is_ours:
            total += sum(int(word.split(":")[1]) for word in line.split()
                         if word.startswith("bytes_received:"))
    return total


def slow_sink(scene, options, partitions):
    """CPU of a core, and what is fetched for each record applied, while the table is slow."""
    topic = scene.create_topic(f"slow-{partitions}", partitions=partitions)
    # Not compressed, so that bytes on the wire are those of the records.
    fill(scene, topic, 150_000, options.keys, "--size", 800, "--compression", "none")
    daemon = fresh_run(scene, Load((topic,), 150_000), options.writers)
    scene.harbor_sim("throttle", "--postgres", scene.database_url, "--rate", f"{SLOW_RATE}/s")
    daemon.start()
    wait_until(lambda: throughput.finished(daemon) > 2_000, "the slow table is met", timeout=120)
    port = scene.kafka.port
    before = (time.monotonic(), daemon.cpu_seconds(), throughput.finished(daemon),
              _received(daemon.pid, port))
    until = before[0] + SLOW_SECONDS
    wait_until(lambda: time.monotonic() > until, "so long", timeout=SLOW_SECONDS + 30)
    after = (time.monotonic(), daemon.cpu_seconds(), throughput.finished(daemon),
             _received(daemon.pid, port))
    elapsed, cpu, applied, received = (b - a for a, b in zip(before, after))
    daemon.kill()
    scene.harbor_sim("throttle", "--postgres", scene.database_url, "--lift")
    found = {"partitions": partitions, "core_share": cpu / elapsed,
             "applied_per_second": applied / elapsed,
             "received_bytes_per_record": received / applied if applied else float("inf")}
    print(f"  {partitions:>4} partitions: {found['core_share']:.1%} of a core, "
          f"{found['applied_per_second']:.0f} applied/s, "
          f"{found['received_bytes_per_record']:.0f} B received a record applied", flush=True)
    return found


def members(scene, options):
    """Total throughput of 1, 2 and 4 members, sharing the writers that one would have."""
    topic = scene.create_topic("members", partitions=12)
    fill(scene, topic, options.events, options.keys)
    load = Load((topic,), options.events)
    found = []
    for count in (1, 2, 4):
        rates = [_together(scene, load, count) for _ in range(3)]
        found.append({"members": count, "events_per_second": statistics.median(rates)})
        print(f"  {count} members: {found[-1]['events_per_second']:>9,.0f} events/s", flush=True)
    return found


def _together(scene, load, count):
    first = fresh_run(scene, load, max(4 // count, 1))
    base = first.configuration
    daemons = [first]
    for number in range(1, count):
        more = configuration(load, base["kafka"]["group"], max(4 // count, 1))
        more["kafka"]["instance_id"] = f"{base['kafka']['instance_id']}-{number}"
        daemons.append(scene.daemon(more))
    started = time.time()
    for daemon in daemons:
        daemon.start(wait=False)

    def is_done():
        with_answers = [daemon for daemon in daemons if daemon.get("/readyz")[0] == 200]
        return sum(throughput.finished(daemon) for daemon in with_answers) >= load.events

    wait_until(is_done, "every event has its outcome", timeout=600)
    _, last, _ = throughput.commits(scene)
    for daemon in daemons:
        daemon.stop()
    return load.events / (last - started)


def restart(scene, load, options):
    """Seconds from the start after SIGKILL to the next row, of a static member."""
    seconds = []
    for _ in range(5):
        daemon = fresh_run(scene, load, options.writers)
        daemon.start()
        # Early: the rest of the load is for the one that is started again.
        wait_until(lambda daemon=daemon: throughput.finished(daemon) > load.events // 20,
                   "it is at work", timeout=60)
        daemon.kill()
        started = time.time()
        daemon.start()
        wait_until(lambda daemon=daemon: throughput.finished(daemon) > 20_000, "it is at work",
                   timeout=60)
        daemon.kill()
        first = scene.sql(
            "SELECT extract(epoch FROM min(pg_xact_commit_timestamp(xmin))) FROM passenger_manifest"
            f" WHERE pg_xact_commit_timestamp(xmin) > to_timestamp({started} + 0.02)")[0][0]
        seconds.append(float(first) - started)
    print(f"  SIGKILL and start to the next row: {statistics.median(seconds):.3f} s "
          f"({min(seconds):.3f} – {max(seconds):.3f})", flush=True)
    return {"seconds": statistics.median(seconds), "range": [min(seconds), max(seconds)]}
