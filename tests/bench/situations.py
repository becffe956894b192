"""What a slow table costs, several members of one group, and a restart after SIGKILL."""

import statistics
import subprocess
import time

from harness.waiting import wait_until

import throughput
from workload import Load, configuration, fill, fresh_run

SLOW_SECONDS = 30
SLOW_RATE = 600  # Rows a second.

MEMBERS_PARTITIONS = 12
MEMBERS_EVENTS_MIN = 2_000_000  # So that most of them are left when the last member has joined.


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
    """Total throughput of 1, 2 and 4 members with four writers in all, from their start and once all
    of them have their partitions: a join costs each of the others a pause."""
    topic = scene.create_topic("members", partitions=MEMBERS_PARTITIONS)
    events = max(options.events, MEMBERS_EVENTS_MIN)
    fill(scene, topic, events, options.keys)
    load = Load((topic,), events)
    rates = {1: [], 2: [], 4: []}
    for _ in range(3):  # Alternating, as the machine is not the same all the time.
        for count, runs in rates.items():
            runs.append(_together(scene, load, count))
    found = []
    for count, runs in rates.items():
        one = {"members": count, **{name: statistics.median(run[name] for run in runs)
                                    for name in runs[0]}}
        found.append(one)
        print(f"  {count} members: {one['events_per_second']:>9,.0f} events/s once assigned, "
              f"{one['from_start']:>9,.0f} from the start, {one['connections']} connections",
              flush=True)
    return found


def _together(scene, load, count):
    writers = max(4 // count, 1)
    first = fresh_run(scene, load, writers)
    base = first.configuration
    daemons = [first]
    for number in range(1, count):
        more = configuration(load, base["kafka"]["group"], writers)
        more["kafka"]["instance_id"] = f"{base['kafka']['instance_id']}-{number}"
        daemons.append(scene.daemon(more))
    started = time.time()
    for daemon in daemons:
        daemon.start(wait=False)
    wait_until(lambda: _shares(daemons), "every member has partitions", timeout=60)
    assigned, before = time.time(), _finished(daemons)
    connections = scene.sql("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE "
                            "'manifest-projector%'")[0][0]
    wait_until(lambda: _finished(daemons) >= load.events, "every event has its outcome",
               timeout=600, every=throughput.ASK_EVERY)
    _, last, _ = throughput.commits(scene)
    for daemon in daemons:
        daemon.stop()
    if before > load.events / 2:
        raise RuntimeError("half of the events were applied before every member had partitions")
    return {"events_per_second": (load.events - before) / (last - assigned),
            "from_start": load.events / (last - started), "connections": connections}


def _answers(daemons):
    return [daemon for daemon in daemons if daemon.get("/readyz")[0] == 200]


def _shares(daemons):
    """All partitions are with somebody, and nobody is without."""
    shares = [len(daemon.status()["partitions"]) for daemon in _answers(daemons)]
    return (len(shares) == len(daemons) and all(shares) and sum(shares) == MEMBERS_PARTITIONS)


def _finished(daemons):
    return sum(throughput.finished(daemon) for daemon in _answers(daemons))


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
