"""Measures the daemon on real, private Kafka and PostgreSQL. Called by scripts/bench."""

import argparse
import os
import platform
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from harness.pipeline import Pipeline  # noqa: E402 (found by the line above)
from harness.scene import Scene  # noqa: E402

import latency  # noqa: E402
import throughput  # noqa: E402
from workload import POSTGRES_SETTINGS  # noqa: E402

EVENT_BYTES = 800
FIGURES = (("events_per_second", "events/s from start to last row", "{:,.0f}"),
           ("cpu_us_per_event", "daemon's CPU, µs an event", "{:.2f}"),
           ("peak_mib", "daemon's peak RSS, MiB", "{:.1f}"),
           ("first_row_seconds", "start to first row, s", "{:.3f}"))


def parse():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="counted runs, after one warm-up")
    parser.add_argument("--events", type=int, default=500_000)
    parser.add_argument("--keys", type=int, default=200_000, help="distinct bookings")
    parser.add_argument("--partitions", type=int, default=12)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--latency-seconds", type=int, default=20, help="0: no latency")
    parser.add_argument("--rates", type=int, nargs="*", default=[500, 3000],
                        help="events a second of the latency part")
    return parser.parse_args()


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}"


def spread(values, form):
    median = form.format(statistics.median(values))
    return f"{median}  ({form.format(min(values))} – {form.format(max(values))})"


def bench_throughput(scene, options):
    topic = scene.create_topic("preloaded", partitions=options.partitions)
    scene.harbor_sim("produce", "--brokers", scene.kafka.bootstrap, "--topic", topic,
                     "--events", options.events, "--keys", options.keys, "--size", EVENT_BYTES,
                     "--quiet", timeout=600)
    print(f"{options.events:,} flat events of {EVENT_BYTES} B, {options.keys:,} keys, "
          f"{options.partitions} partitions, {options.writers} writers; broker, database and "
          f"daemon on {machine()}", flush=True)
    runs = []
    for number in range(options.runs + 1):
        run = throughput.measure(scene, topic, options.events, options.writers)
        label = "warm-up" if number == 0 else f"run {number}"
        print(f"  {label:8} {run['events_per_second']:>9,.0f} events/s  "
              f"{run['cpu_us_per_event']:.2f} µs/event  {run['peak_mib']:.1f} MiB  "
              f"first row {run['first_row_seconds']:.3f} s  {run['rows']:,} rows", flush=True)
        if number > 0:
            runs.append(run)
    print("median (range):")
    for key, title, form in FIGURES:
        print(f"  {title:34} {spread([run[key] for run in runs], form)}", flush=True)


def bench_latency(scene, options):
    print("produce to durable row:")
    for rate in options.rates:
        found = latency.measure(scene, rate, options.latency_seconds, options.writers)
        print(f"  {rate:>5}/s for {options.latency_seconds} s: p50 {found['p50_ms']:.1f} ms, "
              f"p99 {found['p99_ms']:.1f} ms, p99.9 {found['p999_ms']:.1f} ms", flush=True)


def main():
    options = parse()
    with Pipeline(postgres_settings=POSTGRES_SETTINGS) as pipeline:
        scene = Scene(pipeline)
        bench_throughput(scene, options)
        if options.latency_seconds > 0:
            bench_latency(scene, options)
        scene.close()


if __name__ == "__main__":
    main()
