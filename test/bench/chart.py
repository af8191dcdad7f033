"""The chart of the README: p50 and p90 of a call after a pause, one bar per
runtime, written as SVG by hand."""

import figures
from samples import Key

BARS = [("node", "spare"), ("deno", "spare"), ("bun", "spare"),
        ("aws-lambda-ric", "kept"), ("qjs", "on demand"), ("c", "spare"),
        ("c", "on demand"), ("aws-lambda-go", "kept"),
        ("lambda_runtime", "kept"), ("sh", "on demand"),
        ("bash", "on demand"), ("bash loop", "kept")]
NAMES = {"spare": "fresh process, started ahead",
         "on demand": "fresh process, on demand",
         "kept": "process kept"}
COLOURS = {"spare": "#2a78c2", "on demand": "#7fb2e0", "kept": "#8a8a8a"}
WIDTH, LEFT, ROW, TOP = 760, 260, 24, 64
SPACE = WIDTH - LEFT - 90
STYLE = ("text{font:13px system-ui,sans-serif;fill:#444}"
         "@media(prefers-color-scheme:dark){text{fill:#ccc}}")


def text(x, y, words, more=""):
    return f'<text x="{x:.0f}" y="{y:.0f}"{more}>{words}</text>'


def bar(x, y, width, height, colour, more=""):
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" '
            f'height="{height}" fill="{colour}"{more}/>')


def rows_of(samples, server):
    for program, mode in BARS:
        values = samples.values(Key("think", server, program, mode))
        if values:
            yield (program, mode, figures.median(values),
                   figures.percentile(values, 0.9))


def row(y, program, mode, p50, p90, scale):
    """What does not fit is cut off, and said in figures."""
    long = min(SPACE, p50 * scale)
    tail = min(SPACE, p90 * scale)
    label = "" if mode == "kept" else f", {mode}"
    yield text(LEFT - 10, y + 14, program + label, ' text-anchor="end"')
    yield bar(LEFT, y + 3, long, 14, COLOURS[mode])
    yield bar(LEFT, y + 9, tail, 2, COLOURS[mode], ' opacity="0.6"')
    yield text(LEFT + max(long, tail) + 6, y + 14, f"{p50:.2f}")


def chart(samples, server="host"):
    rows = list(rows_of(samples, server))
    middles = sorted(p50 for _, _, p50, _ in rows)
    # The slowest would leave no room for a difference between the others.
    most = middles[-1] if middles else 1
    if len(middles) > 3 and most > 3 * middles[-3]:
        most = middles[-3] * 1.5
    scale = SPACE / (most * 1.25)
    height = TOP + ROW * len(rows) + 12
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
             f'height="{height}" viewBox="0 0 {WIDTH} {height}">',
             f"<style>{STYLE}</style>",
             text(10, 20, f"One call after {samples.about.get('pause')} s of "
                  "quiet, ms: median, and the thin line to p90")]
    x = 10
    for mode, name in NAMES.items():
        lines += [bar(x, 34, 12, 12, COLOURS[mode]), text(x + 18, 45, name)]
        x += 28 + 7 * len(name)
    for n, one in enumerate(rows):
        lines += row(TOP + n * ROW, *one, scale)
    return "\n".join([*lines, "</svg>"]) + "\n"
