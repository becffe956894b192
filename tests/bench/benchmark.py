"""Measures the daemon on real, private Kafka and PostgreSQL. Called by scripts/bench."""

import argparse
import itertools
import json
import os
import platform
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from harness.pipeline import Pipeline  # noqa: E402 (found by the line above)
from harness.scene import Scene  # noqa: E402

import admission  # noqa: E402
import ceiling  # noqa: E402
import comparison  # noqa: E402
import forms  # noqa: E402
import growth  # noqa: E402
import latency  # noqa: E402
import probes  # noqa: E402
import profile_cpu  # noqa: E402
import report  # noqa: E402
import situations  # noqa: E402
import throughput  # noqa: E402
from workload import EVENT_BYTES, POSTGRES_SETTINGS, Load, preload  # noqa: E402

KEPT = Path(__file__).resolve().parents[2] / "build" / "bench.json"
BAD_SHARE = 0.05
MIX_RATIO_MIN = 0.60
BAD_RATIO_MIN = 0.75
LIMIT_RATIO_MIN = 0.97
LARGE_FLOW = {"in_flight_records": 20_000, "poll_records": 5_000, "batch_rows": 5_000,
              "batch_bytes": "8MiB", "memory_limit": "512MiB"}


def parse():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", default=["flat", "latency"],
                        help="flat: throughput, against the limit; mix: rows a second of the whole "
                        "life of bookings against flat ones; bad: 5 %% bad values against none; "
                        "limit: an adaptive in-flight limit against a fixed one; admission: answers "
                        "a second while idle and beside full load; probes: among "
                        "half-open connections; latency; restart: after SIGKILL; "
                        "slow: a table of 600 rows/s; members: 1, 2 and 4; growth: cost of an event "
                        "over sizes; forms: other ways to write a batch; "
                        "profile: where the daemon's CPU goes, beside that of the binary that "
                        "PROJECTOR_BENCH_BEFORE names (flat latency)")
    parser.add_argument("--report", action="store_true",
                        help="all parts, and docs/PERFORMANCE.md written from them")
    parser.add_argument("--resume", action="store_true",
                        help=f"take parts that an interrupted run left in build/{KEPT.name}")
    parser.add_argument("--long", action="store_true", help="growth up to 10 million events")
    parser.add_argument("--runs", type=int, default=5, help="counted runs, after one warm-up")
    parser.add_argument("--events", type=int, default=500_000)
    parser.add_argument("--keys", type=int, default=200_000, help="distinct bookings")
    parser.add_argument("--partitions", type=int, default=12)
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument("--latency-seconds", type=int, default=20, help="of the latency part")
    parser.add_argument("--rates", type=int, nargs="*", default=[500, 3000],
                        help="events a second of the latency part")
    options = parser.parse_args()
    if options.report:
        options.parts = list(PARTS)
    for part in options.parts:
        if part not in PARTS:
            parser.error(f"no part '{part}': there are {', '.join(PARTS)}")
    return options


def machine():
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release()}"


def describe(options, events, what):
    print(f"{events:,} {what}, each of {EVENT_BYTES} B; {options.partitions} partitions, "
          f"{options.writers} writers; broker, database and daemon on {machine()}", flush=True)


def bench_flat(scene, options):
    """The daemon and, in turn with it, the limit: the same rows out of memory."""
    load = Load(preload(scene, "preloaded", options, options.events), options.events)
    describe(options, options.events, f"flat events with {options.keys:,} keys")
    return {"default": flat_in_turns(scene, load, options, None, 500),
            "large": flat_in_turns(scene, load, options, LARGE_FLOW, 5_000)}


def flat_in_turns(scene, load, options, flow, batch):
    print(f"batches of {batch:,}:", flush=True)
    runs, limits = [], []
    for number in range(options.runs + 1):
        run = throughput.measure(scene, load, options.writers, flow=flow)
        top = ceiling.measure(scene, load.events, options.writers, batch)
        label = "warm-up" if number == 0 else f"run {number}"
        print(f"  {label:8} {run['events_per_second']:>9,.0f} events/s  "
              f"{run['cpu_us_per_event']:.2f} µs/event  {run['peak_mib']:.1f} MiB  "
              f"first row {run['first_row_seconds']:.3f} s  {run['rows']:,} rows; "
              f"limit {top['rows_per_second']:,.0f} rows/s", flush=True)
        if number > 0:
            runs.append(run)
            limits.append(top)
    found = {"runs": runs, "limits": limits}
    print("median (range):")
    for line in report.flat_lines(found):
        print(f"  {line}", flush=True)
    return found


def bench_mix(scene, options):
    """About as many rows of each, so that tables are alike: a life has three to an event."""
    events, keys = options.events // 3, max(options.keys // 3, 1)
    flat = Load(preload(scene, "flat", options, options.events), options.events)
    life = Load(preload(scene, "life", options, events, model="life", keys=keys), events,
                model="life")
    describe(options, events, f"events of the life of {keys:,} bookings, and {options.events:,} "
             f"flat events with {options.keys:,} keys")
    runs = comparison.run_in_turns(scene, {"flat": flat, "life": life}, options)
    # The table is the last run's, of the life. What changed, and how often, is a fact of the topic.
    changed = life.verify(scene)["rows_changed"]
    print(f"  every row of the life verified; it changes {changed:,} rows, {changed / events:.2f} "
          "an event")
    return comparison.show_ratio({"life": [changed / run["seconds"] for run in runs["life"]],
                                  "flat": [run["events_per_second"] for run in runs["flat"]]},
                                 "rows/s", MIX_RATIO_MIN)


def bench_bad(scene, options):
    """Both have a dead-letter topic; only one needs it."""
    dead_letters = scene.create_topic("dead-letters")
    loads = {
        "good": Load(preload(scene, "good", options, options.events), options.events,
                     dead_letter_topic=dead_letters),
        "bad": Load(preload(scene, "bad", options, options.events, bad=BAD_SHARE), options.events,
                    dead_letter_topic=dead_letters)}
    describe(options, options.events, f"flat events with {options.keys:,} keys, once with "
             f"{BAD_SHARE:.0%} bad values")
    runs = comparison.run_in_turns(scene, loads, options)
    counted = loads["bad"].verify(scene)["dead_letters"]
    print(f"  every row of the last run verified, {counted:,} dead letters")
    return comparison.show_ratio({name: [run["events_per_second"] for run in runs[name]]
                                  for name in ("bad", "good")}, "events/s", BAD_RATIO_MIN)


def bench_limit(scene, options):
    """The same topic: what following a healthy sink costs."""
    topic = preload(scene, "followed", options, options.events)
    loads = {"fixed": Load(topic, options.events, adaptive=False),
             "adaptive": Load(topic, options.events)}
    describe(options, options.events, f"flat events with {options.keys:,} keys, the in-flight limit "
             "fixed and adaptive")
    runs = comparison.run_in_turns(scene, loads, options)
    return comparison.show_ratio({name: [run["events_per_second"] for run in runs[name]]
                                  for name in ("adaptive", "fixed")}, "events/s", LIMIT_RATIO_MIN)


def bench_admission(scene, options):
    """Alone as fast as the server can; at a steady rate beside the pipeline at full load."""
    answers = admission.idle_answers(scene, options.writers, options.runs)
    print(f"  idle: {report.spread(answers, '{:,.0f}')} answers/s "
          f"(promised: {admission.ANSWERS_MIN:,} at least): "
          f"{comparison.verdict(statistics.median(answers) >= admission.ANSWERS_MIN)}", flush=True)
    load = Load(preload(scene, "asked", options, options.events), options.events)
    describe(options, options.events, f"flat events, alone and with {admission.RATE:,} questions a "
             "second")
    p99s, asked, alone = admission.beside_full_load(scene, load, options)
    print(f"  p99 of an answer: {report.spread(p99s, '{:.1f}')} ms "
          f"(promised: below {admission.P99_MS_MAX:.0f}): "
          f"{comparison.verdict(statistics.median(p99s) < admission.P99_MS_MAX)}")
    kept = comparison.show_ratio({"asked": asked, "alone": alone}, "events/s", admission.KEPT_MIN)
    return {"answers_per_second": answers, "p99_ms": p99s, "kept": kept}


def bench_probes(scene, options):
    p99s, asked = probes.measure(scene, options.writers, options.runs)
    print(f"  {probes.HALF_OPEN} half-open connections on each listener, "
          f"{report.spread(asked, '{:,.0f}')} questions/s of edges "
          f"(promised for: {probes.RATE_MIN:,})")
    for path, found in p99s.items():
        print(f"  p99 of {path}: {report.spread(found, '{:.1f}')} ms "
              f"(promised: below {probes.P99_MS_MAX:.0f})", flush=True)
    return {"p99_ms": p99s, "asked_per_second": asked}


def bench_latency(scene, options):
    print("produce to durable row:")
    found = []
    for rate, linger_ms in itertools.product(options.rates, latency.LINGERS_MS):
        one = latency.measure(scene, rate, linger_ms, options.latency_seconds, options.writers)
        found.append({"rate": rate, "linger_ms": linger_ms, **one})
        print(f"  {rate:>5}/s for {options.latency_seconds} s, the producer lingers {linger_ms} ms: "
              f"p50 {one['p50_ms']:.1f} ms, p99 {one['p99_ms']:.1f} ms, "
              f"p99.9 {one['p999_ms']:.1f} ms", flush=True)
    return found


def bench_growth(scene, options):
    return growth.measure(scene, options)


def bench_slow(scene, options):
    print("a table of 600 rows/s:", flush=True)
    return [situations.slow_sink(scene, options, count) for count in (12, 300)]


def bench_forms(scene, options):
    print("ways to write the same rows out of memory:", flush=True)
    return forms.measure(scene, options.writers, options.runs)


def bench_profile(scene, options):
    load = Load(preload(scene, "profile", options, options.events), options.events)
    print("the daemon's CPU at full speed:", flush=True)
    return profile_cpu.measure(scene, load, options.writers, options.runs)


def bench_members(scene, options):
    print("members of one group:", flush=True)
    return situations.members(scene, options)


def bench_restart(scene, options):
    load = Load(preload(scene, "restart", options, options.events), options.events)
    return situations.restart(scene, load, options)


PARTS = {"flat": bench_flat, "mix": bench_mix, "bad": bench_bad, "limit": bench_limit,
         "admission": bench_admission, "probes": bench_probes, "latency": bench_latency,
         "restart": bench_restart, "slow": bench_slow, "members": bench_members,
         "growth": bench_growth, "forms": bench_forms,
         "profile": bench_profile}


def main():
    options = parse()
    found = json.loads(KEPT.read_text(encoding="utf-8")) if options.resume else {}
    with Pipeline(postgres_settings=POSTGRES_SETTINGS) as pipeline:
        scene = Scene(pipeline)
        for part in options.parts:
            if part in found:
                continue
            found[part] = PARTS[part](scene, options)
            KEPT.write_text(json.dumps(found), encoding="utf-8")
        scene.close()
    if options.report:
        report.write(found, machine(), " ".join(["scripts/bench", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
