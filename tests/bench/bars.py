"""Bar charts as plain SVG, readable on light and on dark pages."""

from xml.sax.saxutils import escape

WIDTH, ROW, LABEL, VALUE = 760, 30, 300, 90
STYLE = """text{font:13px sans-serif;fill:#24292f}.t{font-weight:bold}rect.b{fill:#2f6f9f}rect.p{fill:#fff}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect.b{fill:#6cb6e8}rect.p{fill:#0d1117}}"""


def draw(path, title, bars, form="{:,.0f}"):
    """`bars`: (label, value), from top to bottom."""
    most = max(value for _, value in bars) or 1
    height = ROW * (len(bars) + 1) + 20
    room = WIDTH - LABEL - VALUE
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
             f"<title>{escape(title)}</title><style>{STYLE}</style>",
             f'<rect class="p" width="{WIDTH}" height="{height}"/>',
             f'<text class="t" x="12" y="22">{escape(title)}</text>']
    for number, (label, value) in enumerate(bars, start=1):
        y = number * ROW + 8
        length = max(room * value / most, 1)
        lines += [f'<text x="{LABEL - 10}" y="{y + 15}" text-anchor="end">{escape(label)}</text>',
                  f'<rect class="b" x="{LABEL}" y="{y}" width="{length:.1f}" height="20"/>',
                  f'<text x="{LABEL + length + 8:.1f}" y="{y + 15}">{form.format(value)}</text>']
    path.write_text("\n".join([*lines, "</svg>", ""]), encoding="utf-8")
