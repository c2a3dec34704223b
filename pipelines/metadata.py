"""The one place that decides what may enter Dagster's event log, which keeps everything for good: counts, and
pictures of counts. Text is refused, so a name cannot slip in."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence

import dagster as dg

SMALLEST_CELL = 5
"""Bars that stand for fewer people are drawn as if there were none."""

_NAME = re.compile(r"[a-z][a-z0-9_.]{0,60}")
_BAR, _HEIGHT = 26, 90


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


def histogram(counts: Sequence[int], title: str) -> dg.MetadataValue:
    """Bars over equal bins of [0, 1] as an inline picture. ``title`` is the product's own text."""
    shown = [count if count >= SMALLEST_CELL else 0 for count in counts]
    top = max([*shown, 1])
    width = _BAR * len(shown)
    bars = "".join(
        f'<rect x="{i * _BAR + 1}" y="{_HEIGHT - round(_HEIGHT * n / top)}" width="{_BAR - 2}" '
        f'height="{round(_HEIGHT * n / top)}" fill="#4c78a8"/>'
        for i, n in enumerate(shown)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_HEIGHT}">{bars}</svg>'
    picture = b64encode(svg.encode()).decode()
    table = " | ".join(str(n) if n else "<5" for n in shown)
    return dg.MetadataValue.md(f"![{title}](data:image/svg+xml;base64,{picture})\n\n{title}: {table}")
