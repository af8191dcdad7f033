"""The chart of the README: p50 and p90 of a call after a pause, and of one
without, a row per runtime, written as SVG by hand."""

import figures
from runtimes import REAL
from samples import Key

BARS = [("node", "fork"), ("node", "spare"), ("deno", "fork"),
        ("deno", "spare"), ("bun", "fork"), ("bun", "spare"),
        ("aws-lambda-ric", "kept"), ("python", "fork"), ("python", "spare"),
        ("awslambdaric", "kept"), ("qjs", "on demand"), ("c", "spare"),
        ("c", "on demand"), ("aws-lambda-go", "kept"),
        ("lambda_runtime", "kept"), ("sh", "on demand"),
        ("bash", "on demand"), ("bash loop", "kept"),
        *((name, mode) for name in REAL
          for mode in ("fork", "rehearsed", "spare", "kept"))]
NAMES = {"fork": "fresh process, copied", "rehearsed": "rehearsed copy",
         "spare": "fresh process, started ahead",
         "on demand": "fresh process, on demand", "kept": "process kept"}
COLOURS = {"fork": "#1f9e77", "rehearsed": "#7cc6ae", "spare": "#2a78c2",
           "on demand": "#7fb2e0",
           "kept": "#8a8a8a"}
PANELS = {"think": "after {} s of quiet", "back to back": "back to back"}
WIDTH, LEFT, ROW, TOP, FIGURE = 860, 200, 24, 88, 64
PANEL = (WIDTH - LEFT) // len(PANELS)
SPACE = PANEL - FIGURE
STYLE = ("text{font:13px system-ui,sans-serif;fill:#444}"
         "@media(prefers-color-scheme:dark){text{fill:#ccc}}")


def text(x, y, words, more=""):
    return f'<text x="{x:.0f}" y="{y:.0f}"{more}>{words}</text>'


def bar(x, y, width, height, colour, more=""):
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
            f'height="{height}" fill="{colour}"{more}/>')


def measured(samples, figure, server):
    """p50 and p90 by (program, mode)."""
    found = {}
    for one in BARS:
        values = samples.values(Key(figure, server, *one))
        if values:
            found[one] = (figures.median(values),
                          figures.percentile(values, 0.9))
    return found


def scale_of(found):
    """The slowest would leave no room for a difference between the others: what
    does not fit is cut off, and said in figures."""
    middles = sorted(p50 for p50, _ in found.values())
    most = middles[-1] if middles else 1
    usual = middles[len(middles) * 2 // 3] if middles else 1
    return SPACE / (min(most, usual * 3) * 1.1)


def row(left, y, colour, p50, p90, scale):
    long, tail = min(SPACE, p50 * scale), min(SPACE, p90 * scale)
    yield bar(left, y + 3, long, 14, colour)
    yield bar(left, y + 9, tail, 2, colour, ' opacity="0.6"')
    shown = f"{p50:.2f}" if p50 < 100 else f"{p50:.0f}"
    yield text(left + max(long, tail) + 6, y + 14, shown)


def label(y, program, mode):
    words = f"{program}, {mode}" if program in REAL or mode != "kept" else program
    return text(LEFT - 10, y + 14, words, ' text-anchor="end"')


def legend():
    x = 10
    for mode, name in NAMES.items():
        yield bar(x, 34, 12, 12, COLOURS[mode])
        yield text(x + 18, 45, name)
        x += 28 + 7 * len(name)


def panel(found, rows, left, title):
    yield text(left, TOP - 8, title, ' font-weight="bold"')
    scale = scale_of(found)
    for n, one in enumerate(rows):
        if one in found:
            yield from row(left, TOP + n * ROW, COLOURS[one[1]], *found[one],
                           scale)


def chart(samples, server="host"):
    panels = {figure: measured(samples, figure, server) for figure in PANELS}
    rows = [one for one in BARS if any(one in p for p in panels.values())]
    height = TOP + ROW * len(rows) + 12
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
             f'height="{height}" viewBox="0 0 {WIDTH} {height}">',
             f"<style>{STYLE}</style>",
             text(10, 20, "One call, ms: median, and the thin line to p90"),
             *legend()]
    lines += [label(TOP + n * ROW, *one) for n, one in enumerate(rows)]
    for n, (figure, title) in enumerate(PANELS.items()):
        lines += panel(panels[figure], rows, LEFT + n * PANEL,
                       title.format(samples.about.get("pause")))
    return "\n".join([*lines, "</svg>"]) + "\n"
