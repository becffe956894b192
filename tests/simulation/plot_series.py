#!/usr/bin/env python3
"""Draws series over time from a CSV as an SVG that reads on light and on dark pages.

The first column is the time in seconds, each other one a series, named by its heading; an empty cell
is a gap. Panels stand one below the other over the same time:

    plot_series.py run.csv plot.svg --title "July 14" \\
        --panel "records=limit,in flight" --panel "records/s=arriving,applied" --mark "60=the sink slows"
"""

import argparse
import csv
import math
import sys
from xml.sax.saxutils import escape

WIDTH, PANEL, LEFT, RIGHT, TOP, GAP, BOTTOM = 860, 210, 70, 20, 44, 46, 50
# Told apart by lightness too, and with contrast on white and on near black.
COLOURS = ["#2f7fd6", "#d9642b", "#2a9d6f", "#a86bd1", "#c2486f", "#8a8f2a"]
DASHES = ["", "7 4", "2 3", "10 3 2 3", "1 2", "5 5"]
STYLE = """text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:15px;font-weight:600}
.grid{stroke:#8b949e;stroke-opacity:.3}.axis{stroke:#57606a}.mark{stroke:#8b949e;stroke-dasharray:3 3}
@media (prefers-color-scheme:dark){text{fill:#c9d1d9}.axis{stroke:#8b949e}}"""


def read_series(path):
    """Times, and each series by its name; None for an empty cell."""
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = [row for row in csv.reader(file) if row]
    cells = [[float(cell) if cell.strip() else None for cell in row] for row in rows]
    columns = list(zip(*cells))
    if len(columns) != len(header) or len(header) < 2:
        raise ValueError(f"{path}: wants a time, series, and rows as long as the heading")
    return columns[0], dict(zip(header[1:], columns[1:]))


def ticks(most, wanted=5):
    """Round numbers from 0 to at least `most`."""
    step = 10 ** math.floor(math.log10(max(most, 1e-9) / wanted))
    step *= next(factor for factor in (1, 2, 5, 10) if most / (step * factor) <= wanted)
    return [step * index for index in range(math.ceil(most / step - 1e-9) + 1)]


def number(value):
    return f"{value:,.10g}"


class Panel:
    """One set of axes; `places` turns times into places."""

    def __init__(self, label, series, top, places):
        self.label, self.series, self.top, self.place_of = label, series, top, places
        largest = max((v for values in series.values() for v in values if v is not None), default=0)
        self.ticks = ticks(largest or 1)

    def height_of(self, value):
        return self.top + PANEL * (1 - value / self.ticks[-1])

    def line(self, times, values, index):
        """A path that is broken at gaps."""
        path, pen = [], "M"
        for at, value in zip(times, values):
            if value is None:
                pen = "M"
                continue
            path.append(f"{pen}{self.place_of(at):.1f} {self.height_of(value):.1f}")
            pen = "L"
        style = f'stroke="{COLOURS[index % 6]}" stroke-dasharray="{DASHES[index % 6]}"'
        return f'<path d="{"".join(path)}" fill="none" stroke-width="1.8" {style}/>'

    def legend(self, index, name, left):
        style = f'stroke="{COLOURS[index % 6]}" stroke-dasharray="{DASHES[index % 6]}"'
        return [f'<path d="M{left} {self.top - 8}h26" stroke-width="2.5" {style}/>',
                f'<text x="{left + 32}" y="{self.top - 4}">{escape(name)}</text>']

    def draw(self, times):
        out = []
        for tick in self.ticks:
            y = self.height_of(tick)
            out.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
            out.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{number(tick)}</text>')
        middle = self.top + PANEL / 2
        out.append(f'<text transform="translate(16 {middle})rotate(-90)" text-anchor="middle">'
                   f"{escape(self.label)}</text>")
        out.append(f'<path class="axis" fill="none" d="M{LEFT} {self.top}v{PANEL}H{WIDTH - RIGHT}"/>')
        left = LEFT
        for index, (name, values) in enumerate(self.series.items()):
            out.append(self.line(times, values, index))
            out += self.legend(index, name, left)
            left += 60 + 7 * len(name)
        return out


def draw_marks(marks, place_of, bottom):
    out = []
    for at, text in marks:
        x = place_of(at)
        out.append(f'<path class="mark" d="M{x:.1f} {TOP + 16}V{bottom}"/>')
        out.append(f'<text x="{x + 4:.1f}" y="{bottom - 8}">{escape(text)}</text>')
    return out


def draw(times, panels, title, x_label, marks):
    """The whole picture; `panels` are pairs of a label and series by name."""
    first, last = times[0], max(times[-1], times[0] + 1e-9)

    def place_of(at):
        return LEFT + (WIDTH - LEFT - RIGHT) * (at - first) / (last - first)

    tops = [TOP + 16 + index * (PANEL + GAP) for index in range(len(panels))]
    bottom = tops[-1] + PANEL
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + BOTTOM}" role="img">',
           f"<title>{escape(title)}</title><style>{STYLE}</style>",
           f'<text class="title" x="{LEFT}" y="24">{escape(title)}</text>']
    for (label, series), top in zip(panels, tops):
        out += Panel(label, series, top, place_of).draw(times)
    for tick in ticks(last - first, 8):
        if first + tick > last:
            break
        x = place_of(first + tick)
        out.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{number(first + tick)}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{bottom + 40}" text-anchor="middle">'
               f"{escape(x_label)}</text>")
    out += draw_marks(marks, place_of, bottom)
    return "\n".join([*out, "</svg>", ""])


def split_at_equals(text):
    left, _, right = text.partition("=")
    return left, right


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("csv")
    parser.add_argument("svg")
    parser.add_argument("--title", default="")
    parser.add_argument("--x-label", default="seconds")
    parser.add_argument("--panel", action="append", type=split_at_equals, default=[],
                        help="LABEL=SERIES,SERIES; without one, all series stand in one panel")
    parser.add_argument("--mark", action="append", type=split_at_equals, default=[],
                        help="SECONDS=TEXT: a line down all panels")
    options = parser.parse_args(arguments)
    times, series = read_series(options.csv)
    panels = [(label, {name: series[name] for name in names.split(",")})
              for label, names in options.panel] or [("", series)]
    marks = [(float(at), text) for at, text in options.mark]
    with open(options.svg, "w", encoding="utf-8") as file:
        file.write(draw(times, panels, options.title, options.x_label, marks))


if __name__ == "__main__":
    main(sys.argv[1:])
