"""A page with what was measured of understanding: tables, a confusion matrix, a curve."""

from __future__ import annotations

import html
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bot.evaluation.details import Report, kinds
from bot.evaluation.intents import Point, Understood, accuracy, confusion

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;
color:#1d2430}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse}
td,th{padding:.3rem .6rem;border-bottom:1px solid #dfe3ea;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}svg{max-width:100%;height:auto}
"""


def write_page(
    path: Path,
    understood: Sequence[Understood],
    points: Sequence[Point],
    details: Report | None,
) -> None:
    """Write one HTML file without any other; an old one is replaced."""
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8><title>Understanding, measured</title>",
        '<meta name=viewport content="width=device-width,initial-scale=1">',
        f"<style>{_STYLE}</style><h1>Understanding, measured</h1>",
    ]
    if understood:
        parts += [
            f"<h2>Intents: {accuracy(understood):.1%} of {len(understood)} messages</h2>",
            f"<div class=wide>{_matrix(understood)}</div>",
            "<h2>What was taken for something else</h2>",
            _confused(understood),
            "<h2>Refusing what is out of scope</h2>",
            f"<div class=wide>{_curve(points)}</div>",
        ]
    if details is not None:
        parts += ["<h2>Details</h2>", _details(details)]
    path.write_text("\n".join(parts), encoding="utf-8")


def _details(report: Report) -> str:
    rows = [
        f"<tr><td>{kind}<td class=n>{count.right + count.missed}<td class=n>{count.precision:.3f}"
        f"<td class=n>{count.recall:.3f}<td class=n>{count.f1:.3f}"
        for kind, count in ((kind, report.counts[kind]) for kind in kinds(report))
    ]
    return (
        "<table><tr><th>Detail<th class=n>told<th class=n>precision<th class=n>recall<th class=n>F1"
        + "".join(rows)
        + f"</table><p>Something was found in {report.alarms} of {report.empty} messages that tell "
        f"nothing ({report.alarm_rate:.1%}).</p>"
    )


def _confused(understood: Sequence[Understood]) -> str:
    wrong = [one for one in understood if not one.right]
    rows = [
        f"<tr><td>{html.escape(one.example.text)}<td>{one.example.intent}<td>{one.found}"
        f"<td class=n>{one.confidence:.2f}"
        for one in sorted(wrong, key=lambda one: (one.example.intent, one.found))
    ]
    head = "<tr><th>message<th>intent<th>taken for<th class=n>confidence"
    return f"<table>{head}{''.join(rows)}</table>"


def _matrix(understood: Sequence[Understood]) -> str:
    import matplotlib as mpl
    import numpy as np

    mpl.use("svg")
    from matplotlib import pyplot as plt

    counts: Counter[tuple[str, str]] = confusion(understood)
    names = sorted({name for pair in counts for name in pair})
    rows = np.array([[counts[a, b] for b in names] for a in names], dtype=float)
    shares = rows / np.maximum(rows.sum(axis=1, keepdims=True), 1)
    figure, axes = plt.subplots(figsize=(10, 9))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xlabel("found")
    axes.set_ylabel("intent")
    for row, column in zip(*np.nonzero(rows), strict=True):
        colour = "white" if shares[row, column] > 0.5 else "#1d2430"
        axes.text(
            column, row, int(rows[row, column]), ha="center", va="center", fontsize=6, color=colour
        )
    return _svg(figure)


def _curve(points: Sequence[Point]) -> str:
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(7, 4))
    axes.plot([p.in_scope for p in points], [p.recall for p in points], marker=".", color="#2457a6")
    axes.set_xlabel("in-scope messages understood rightly")
    axes.set_ylabel("out-of-scope messages recognised")
    axes.set_xlim(0, 1.01)
    axes.set_ylim(0, 1.01)
    axes.grid(alpha=0.3)
    return _svg(figure)


def _svg(figure: object) -> str:
    from matplotlib import pyplot as plt

    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight")  # type: ignore[attr-defined]
    plt.close(figure)
    return out.getvalue()[out.getvalue().index("<svg") :]
