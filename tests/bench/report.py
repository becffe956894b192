"""What the benchmark found, as docs/PERFORMANCE.md with its plots."""

import json
import statistics
from datetime import date

from bars import draw
from workload import REPOSITORY

PLOTS = REPOSITORY / "docs" / "plots"
FIGURES = (("events_per_second", "events/s from start to last row", "{:,.0f}"),
           ("cpu_us_per_event", "daemon's CPU, µs an event", "{:.2f}"),
           ("postgres_us_per_event", "PostgreSQL's CPU, µs an event", "{:.2f}"),
           ("broker_us_per_event", "broker's CPU, µs an event", "{:.2f}"),
           ("wal_bytes_per_event", "WAL, bytes an event", "{:,.0f}"),
           ("peak_mib", "daemon's peak RSS, MiB", "{:.1f}"),
           ("first_row_seconds", "start to first row, s", "{:.3f}"))

# Existing systems on the same work, measured for the design on a machine of this kind.
OTHERS = (("Bento, batches of 500", 41_700, "23", "161"),
          ("Confluent parallel consumer, batches of 500", 37_800, "36", "673"),
          ("a plain Java loop, rewritten JDBC batches", 31_100, "22", "420"),
          ("Debezium JDBC sink, tuned", 25_000, "61", "1,438"),
          ("Debezium JDBC sink, as it comes", 17_000, "52", "534"))


def spread(values, form):
    median = form.format(statistics.median(values))
    return f"{median} ({form.format(min(values))} – {form.format(max(values))})"


def _flat_rows(found):
    """(title, value) of the daemon, and of the limit in the same run."""
    runs, limits = found["runs"], found["limits"]
    rows = [(title, spread([run[key] for run in runs], form)) for key, title, form in FIGURES]
    rows.append(("the limit: rows/s out of memory",
                 spread([one["rows_per_second"] for one in limits], "{:,.0f}")))
    ratios = [run["events_per_second"] / one["rows_per_second"]
              for run, one in zip(runs, limits)]
    rows.append(("daemon / limit, run by run", spread(ratios, "{:.2f}")))
    return rows


def flat_lines(found):
    return [f"{title:34} {value}" for title, value in _flat_rows(found)]


def _table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "| " + " | ".join("---" for _ in header) + " |"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _median(found, key):
    return statistics.median(run[key] for run in found["runs"])


def _throughput(found):
    default, large = found["default"], found["large"]
    draw(PLOTS / "throughput.svg", "Events a second, from start to last row",
         [("manifest-projector", _median(default, "events_per_second")),
          *((name, rate) for name, rate, _, _ in OTHERS)])
    rows = [(title, value, other) for (title, value), (_, other)
            in zip(_flat_rows(default), _flat_rows(large))]
    others = [(name, f"{rate:,}", cpu, rss) for name, rate, cpu, rss in OTHERS]
    return f"""## Throughput

500,000 flat events of 800 bytes with 200,000 keys on 12 partitions are there before; the daemon starts, and the clock
stops at the commit of the last row. In turn with it, in the same run, the same folded upserts are written out of memory:
that is the limit of any daemon on this machine. Medians, with their range.

{_table(("figure", "default limits, batches of 500", "20,000 credits, batches of 5,000"), rows)}

![Events a second](plots/throughput.svg)

Existing systems on this work, as measured for the design on another machine of this kind (2 cores):

{_table(("system", "events/s", "its CPU, µs an event", "peak RSS, MB"), others)}
"""


def _kinds(found):
    rows = [(name, f"{one['ratio']:.2f}", f"{one['promised']:.2f}",
             ", ".join(f"{title} {rate:,.0f} {one['unit']}"
                       for title, rate in one["medians"].items()))
            for name, one in (("whole life of bookings against flat events", found["mix"]),
                              ("5 % bad values against none", found["bad"]))]
    return f"""## All kinds of events, and bad ones

{_table(("what", "ratio", "at least", "medians"), rows)}
"""


def _latency(found):
    rows = [(f"{one['rate']:,}/s", one["linger_ms"], f"{one['p50_ms']:.1f}", f"{one['p99_ms']:.1f}",
             f"{one['p999_ms']:.1f}") for one in found["latency"]]
    again = found["restart"]
    return f"""## From produce to durable row

The record's create time against the commit time of its row, in milliseconds. A producer that lingers keeps a record that
long, for a fuller request: 5 ms is librdkafka's default, 0 sends it at once.

{_table(("rate", "the producer lingers", "p50", "p99", "p99.9"), rows)}

SIGKILL and start again, to the next row, with `instance_id`: {again['seconds']:.3f} s
({again['range'][0]:.3f} – {again['range'][1]:.3f}).
"""


def _slow(found):
    rows = [(one["partitions"], f"{one['core_share']:.1%}", f"{one['applied_per_second']:,.0f}",
             f"{one['received_bytes_per_record']:,.0f}") for one in found["slow"]]
    members = [(one["members"], f"{one['events_per_second']:,.0f}", f"{one['from_start']:,.0f}",
                one["connections"]) for one in found["members"]]
    return f"""## A slow table, and several members

The table takes 600 rows a second, 150,000 records of 800 bytes wait. What is received beyond a record's own size is the
protocol's overhead, or a record fetched again.

{_table(("partitions", "CPU of a core", "applied/s", "bytes received a record"), rows)}

Several members of one group on the same two cores, four writers in all. A join is a pause for the others, and three of them
take a share of a load of seconds, so that both are told: from when all members have partitions, and from the start.

{_table(("members", "events/s, once assigned", "from the start", "connections"), members)}
"""


def _forms(found):
    batches = sorted({one["batch"] for one in found["forms"]})
    names = list(dict.fromkeys(one["form"] for one in found["forms"]))
    cells = {(one["form"], one["batch"]): f"{one['rows_per_second']:,.0f} "
             f"({one['min']:,.0f} – {one['max']:,.0f})" for one in found["forms"]}
    rows = [(name, *(cells[name, batch] for batch in batches)) for name in names]
    return f"""## Other ways to write a batch

Rows a second out of memory, each way in turn; the first is ours ([why](decisions/0021-other-ways-to-write-a-batch.md)).

{_table(("", *(f"batches of {batch:,}" for batch in batches)), rows)}
"""


def _profile(found):
    profiles = found["profile"]
    now = profiles["now"]
    before = profiles.get("before")
    header = ("", "before", "now") if before else ("", "now")

    def rows(by):
        return [(f"`{name}`" if by == "functions" else name,
                 *([f"{before[by].get(name, 0):.2f}"] if before else []), f"{us:.2f}")
                for name, us in now[by].items() if us >= 0.01]

    return f"""## Where the time goes

The daemon's CPU at full speed as `perf` samples it, in µs an event, means of several runs; threads, and then functions. "Before" is the program as it was before the last
change that was made for speed. What a function does for others is not in its figure.

{_table(header, [("in all", *([f"{before['all']['all']:.2f}"] if before else []), f"{now['all']['all']:.2f}"), *rows("threads")])}

{_table(header, rows("functions"))}
"""


def _listeners(found):
    asked, probes = found["admission"], found["probes"]
    rows = [("answers/s of `/admission` to edges, nothing else to do", "15,000 at least",
             spread(asked["answers_per_second"], "{:,.0f}")),
            ("p99 of an answer, ms, 1,000 questions/s beside full load", "below 10",
             spread(asked["p99_ms"], "{:.1f}")),
            ("events/s with them, of those without", "0.95 at least",
             f"{asked['kept']['ratio']:.2f}"),
            ("events/s with an adaptive limit, of those with a fixed one", "0.97 at least",
             f"{found['limit']['ratio']:.2f}"),
            *((f"p99 of `{path}`, ms, 200 half-open connections, "
               f"{statistics.median(probes['asked_per_second']):,.0f} questions/s of edges",
               "below 20", spread(p99s, "{:.1f}")) for path, p99s in probes["p99_ms"].items())]
    return f"""## What listeners and policies cost

{_table(("what", "promised", "median and range"), rows)}
"""


def _growth(found):
    parts = []
    for name, points in found["growth"].items():
        word = name.replace(" ", "_")
        draw(PLOTS / f"growth_{word}.svg", f"Daemon's CPU, µs an event, by {name}",
             [(f"{point['at']:,}", point["cpu_us_per_event"]) for point in points], "{:.2f}")
        rows = [(f"{point['at']:,}", f"{point['cpu_us_per_event']:.2f}",
                 f"{point['start_ms']:.0f}", f"{point['events_per_second']:,.0f}",
                 f"{point['peak_mib']:.1f}", _beside(point)) for point in points]
        parts.append(f"""### By {name}

{_table((name, "CPU, µs an event", "CPU of the start, ms", "events/s", "peak RSS, MiB", ""), rows)}

![Growth by {name}](plots/growth_{word}.svg)
""")
    return """## How the cost of an event grows

The daemon's CPU for the events themselves: what a start costs, once, is measured on as many empty topics and taken off.
Events a second count from the start. Sizes take turns; medians.

""" + "\n".join(parts)


def _beside(point):
    if "limit_rows_per_second" in point:
        share = point["events_per_second"] / point["limit_rows_per_second"]
        return f"limit {point['limit_rows_per_second']:,.0f} rows/s, {share:.2f} of it"
    if "ns_per_byte_more" in point:
        return f"{point['ns_per_byte_more']:.2f} ns for each byte more than above"
    if "rows_per_second" in point:
        return f"{point['cpu_us_per_row']:.2f} µs a row, {point['rows_per_second']:,.0f} rows/s"
    return ""


def write(found, machine, command):
    PLOTS.mkdir(parents=True, exist_ok=True)
    text = f"""# Performance

Measured on {date.today():%Y-%m-%d} by `{command}`: broker, database, load and daemon together on {machine}, durable commits
(`fsync` and `synchronous_commit` on). The machine is shared and noisy: read ratios and medians. The raw figures are in
[plots/performance.json](plots/performance.json).

"""
    text += "\n".join((_throughput(found["flat"]), _kinds(found), _latency(found), _slow(found),
                       _listeners(found), _forms(found), _profile(found),
                       _growth(found)))
    (PLOTS / "performance.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (REPOSITORY / "docs" / "PERFORMANCE.md").write_text(text, encoding="utf-8")
