"""The ratios as a picture: our time divided by the fastest other engine's, mean
and p99, a panel an operation, on a logarithmic scale. Left of the line is faster.
"""
import math

from results import KINDS, OPS, OURS

LABELS, PANEL, GAP, ROW, TOP = 92, 160, 52, 22, 76
LEAST, MOST = 1 / 16, 4  # ratios beyond are drawn at the edge
TICKS = [(1 / 16, "1/16"), (1 / 8, "1/8"), (1 / 4, "1/4"), (1 / 2, "1/2"), (1, "1"), (2, "2"), (4, "4")]
FASTER, SLOWER, GREY, INK = "#1b7f5c", "#c2410c", "#d4d4d8", "#27272a"


def place(ratio):
    """Pixels from the panel's left edge."""
    share = math.log(min(max(ratio, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return share * PANEL


def text(x, y, words, **style):
    more = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in style.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{words}</text>'


def line(x, top, bottom, colour, width=1):
    return f'<path d="M{x:.1f} {top}V{bottom}" stroke="{colour}" stroke-width="{width}"/>'


def bar(left, y, results, kind, op):
    mine = results.cell(OURS, kind, op)
    mean, tail = results.fastest(kind, op, "mean"), results.fastest(kind, op, "p99")
    if not mine or not mean:
        return []
    ratio, ratio99 = mine.mean / mean[1], mine.p99 / tail[1]
    one, at, at99 = place(1), place(ratio), place(ratio99)
    colour = FASTER if ratio <= 1 else SLOWER
    colour99 = FASTER if ratio99 <= 1 else SLOWER
    return [
        f'<rect x="{left + min(one, at):.1f}" y="{y - 6}" width="{max(abs(one - at), 1):.1f}" '
        f'height="12" fill="{colour}"/>',
        f'<circle cx="{left + at99:.1f}" cy="{y}" r="3.5" fill="#fff" stroke="{colour99}" stroke-width="1.5"/>',
        text(left + PANEL + 36, y + 3.5, f"{ratio:.2f}", text_anchor="end", font_size=10, fill=colour),
    ]


def panel(left, bottom, results, op):
    out = [text(left, TOP - 30, op, font_weight="bold")]
    for ratio, label in TICKS:
        x = left + place(ratio)
        out.append(line(x, TOP - 8, bottom, INK if ratio == 1 else GREY, 1.5 if ratio == 1 else 1))
        out.append(text(x, TOP - 13, label, text_anchor="middle", font_size=9.5, fill="#71717a"))
    for n, kind in enumerate(KINDS):
        out += bar(left, TOP + ROW * n + ROW // 2, results, kind, op)
    return out


def draw(results, name):
    width = LABELS + len(OPS) * (PANEL + GAP)
    bottom = TOP + ROW * len(KINDS)
    versions = {e: results.index.get(e, {}).get("version", "").split(",")[0] for e in results.times}
    others = ", ".join(f"{e} {versions[e]}" for e in sorted(versions) if e != OURS)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {bottom + 14}" '
        f'font-family="system-ui, sans-serif" font-size="11.5" fill="{INK}">',
        f'<rect width="{width}" height="{bottom + 14}" fill="#fff"/>',
        text(12, 18, f"{name}: our time divided by the fastest of {others}", font_size=12.5),
        text(12, 33, "bar and number: mean over questions; ring: 99th percentile; left of the line is faster",
             fill="#71717a", font_size=10.5),
    ]
    for n, kind in enumerate(KINDS):
        out.append(text(LABELS - 10, TOP + ROW * n + ROW // 2 + 4, kind, text_anchor="end"))
    for n, op in enumerate(OPS):
        out += panel(LABELS + n * (PANEL + GAP), bottom, results, op)
    return "\n".join(out) + "\n</svg>\n"
