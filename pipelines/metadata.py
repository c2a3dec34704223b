"""The one place that decides what may enter Dagster's event log, which keeps everything for good: counts, and
pictures of counts. Text is refused, so a name cannot slip in."""

import re
from base64 import b64encode
from collections.abc import Mapping
from xml.sax.saxutils import escape

import dagster as dg

SMALLEST_CELL = 5
"""Bars that stand for fewer people are drawn as if there were none."""

_NAME = re.compile(r"[a-z][a-z0-9_.]{0,60}")
_LABEL = re.compile(r"[a-z0-9.][a-z0-9 ,.:\[\]-]{0,40}")
_BAR, _HEIGHT = 30, 120
_ROW, _LENGTH = 20, 320
"""Sizes in pixels."""
_LABELS = 5
"""About how many columns are named in the picture; all are below it."""
LONGEST = 1000
"""Characters of Markdown that Dagster shows at once."""


def numbers(values: Mapping[str, object]) -> dict[str, dg.MetadataValue]:
    """Metadata of counts. Raises TypeError for anything but numbers, ValueError for a key that is no plain word."""
    found: dict[str, dg.MetadataValue] = {}
    for name, value in values.items():
        if not _NAME.fullmatch(name):
            raise ValueError("a metadata key must be a plain word")
        if isinstance(value, bool | int):
            found[name] = dg.MetadataValue.int(int(value))
        elif isinstance(value, float):
            found[name] = dg.MetadataValue.float(value)
        else:
            raise TypeError(f"metadata {name} is not a number")
    return found


def table(columns: dg.TableColumnLineage, n_rows: int | None) -> dict[str, dg.MetadataValue]:
    """Where a table's columns come from, which is the product's own text, and how many rows it has."""
    known: dict[str, dg.MetadataValue] = {"dagster/column_lineage": dg.MetadataValue.column_lineage(columns)}
    if n_rows is not None:
        known["dagster/row_count"] = dg.MetadataValue.int(n_rows)
    return known


def columns(counts: Mapping[str, int], title: str) -> dg.MetadataValue:
    """Upright bars along a scale (years, bins) as an inline picture. Labels and title are the product's own words."""
    shown = _shown(counts)
    top, every = max([*shown.values(), 1]), 1 + (len(shown) - 1) // _LABELS
    middles = [i * _BAR + _BAR // 2 for i in range(len(shown))]
    lines = [f"M{x} 0v-{round(_HEIGHT * n / top)}" for x, n in zip(middles, shown.values(), strict=True) if n]
    named = list(zip(middles, shown, strict=True))[::-every][::-1]  # the last is the one that is looked for
    texts = [f'<text x="{x}" y="14">{escape(label)}</text>' for x, label in named]
    place = f"0 -{_HEIGHT} {_BAR * len(shown)} {_HEIGHT + 20}"
    return _picture(place, _BAR - 4, lines, "middle", texts, title, shown)


def bars(counts: Mapping[str, int], title: str) -> dg.MetadataValue:
    """Lying bars of kinds that have no order of their own; else like ``columns``."""
    shown = _shown(counts)
    top, left = max([*shown.values(), 1]), 8 + 7 * max(map(len, shown), default=0)
    lines = [f"M6 {i * _ROW + 10}h{round(_LENGTH * n / top)}" for i, n in enumerate(shown.values()) if n]
    texts = [f'<text y="{i * _ROW + 14}">{escape(label)}</text>' for i, label in enumerate(shown)]
    place = f"-{left} 0 {left + _LENGTH + 6} {_ROW * len(shown)}"
    return _picture(place, _ROW - 6, lines, "end", texts, title, shown)


def _shown(counts: Mapping[str, int]) -> dict[str, int]:
    if not all(_LABEL.fullmatch(label) for label in counts):
        raise ValueError("a label must be plain lower-case words")
    return {label: n if n >= SMALLEST_CELL else 0 for label, n in counts.items()}


def _picture(
    place: str,
    thick: int,
    lines: list[str],
    anchor: str,
    texts: list[str],
    title: str,
    shown: Mapping[str, int],
) -> dg.MetadataValue:
    """The picture, and below it the same in figures; grey letters show on light and dark pages. Short: Dagster folds
    away what is longer than LONGEST."""
    width, height = place.split()[2:]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="{place}">'
        f'<path stroke="#4c78a8" stroke-width="{thick}" d="{"".join(lines)}"/>'
        f'<g font-family="sans-serif" font-size="11" fill="#888" text-anchor="{anchor}">{"".join(texts)}</g></svg>'
    )
    text = " | ".join(f"{label}: {n if n else '<5'}" for label, n in shown.items())
    encoded = b64encode(svg.encode()).decode()
    return dg.MetadataValue.md(f"![](data:image/svg+xml;base64,{encoded})\n\n{title}. {text}")
