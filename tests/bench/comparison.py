"""Two loads against one another, their runs taking turns: a machine that tires tires both alike."""

import statistics

import throughput


def run_in_turns(scene, loads, options):
    """Per name of `loads` its counted runs, after one warm-up each."""
    runs = {name: [] for name in loads}
    for number in range(options.runs + 1):
        for name, load in loads.items():
            run = throughput.measure(scene, load, options.writers)
            label = "warm-up" if number == 0 else f"run {number}"
            print(f"  {label:8} {name:8} {run['events_per_second']:>9,.0f} events/s  "
                  f"{run['cpu_us_per_event']:.2f} µs/event  {run['peak_mib']:.1f} MiB  "
                  f"{run['rows']:,} rows", flush=True)
            if number > 0:
                runs[name].append(run)
    return runs


def verdict(is_kept):
    return "kept" if is_kept else "MISSED"


def show_ratio(rates, unit, promised):
    """`rates`: of the load that is judged and of the one it is held against, run by run."""
    (name, judged), (against, base) = rates.items()
    ratio = statistics.median(judged) / statistics.median(base)
    for title, values in rates.items():
        print(f"  {title:8} {statistics.median(values):>9,.0f} {unit}  "
              f"({min(values):,.0f} – {max(values):,.0f})")
    print(f"  {name} / {against}: {ratio:.3f} (promised: {promised:.2f} at least): "
          f"{verdict(ratio >= promised)}", flush=True)
    return {"ratio": ratio, "promised": promised, "unit": unit,
            "medians": {title: statistics.median(values) for title, values in rates.items()}}
