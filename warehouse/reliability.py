"""How far the probabilities came true: predictions of a past date beside what happened after it, in ten bins."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

BINS = 10
Z = 1.959964
"""Standard deviations that hold 95 % of a normal distribution."""
COLUMNS = (
    "owner_id", "probability", "bin", "n", "n_true", "predicted", "observed", "low", "high", "cut", "until",
)  # fmt: skip
Row = tuple[str, str, int, int, int, float, float, float, float, str, str]
"""A row of table reliability; the dates as ISO text."""


def wilson(n_true: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927, J. Am. Stat. Assoc. 22)."""
    share, z2 = n_true / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def rows(probability: str, said: Iterable[tuple[str, float, bool]], cut: date, until: date) -> list[Row]:
    """Rows of the table, sorted, from (owner_id, predicted probability, whether it came true)."""
    bins: dict[tuple[str, int], list[tuple[float, bool]]] = {}
    for owner, p, y in said:
        bins.setdefault((owner, min(BINS, int(p * BINS) + 1)), []).append((p, y))
    out: list[Row] = []
    for (owner, nth), found in sorted(bins.items()):
        n, n_true = len(found), sum(y for _, y in found)
        predicted = math.fsum(p for p, _ in found) / n
        out.append(
            (
                owner,
                probability,
                nth,
                n,
                n_true,
                predicted,
                n_true / n,
                *wilson(n_true, n),
                cut.isoformat(),
                until.isoformat(),
            )
        )
    return out


def load(file: Path) -> list[Sequence[object]]:
    """What the last refit measured; empty before the first."""
    if not file.is_file():
        return []
    kept = json.loads(file.read_text(encoding="utf-8")).get("reliability", [])
    return [tuple(row[name] for name in COLUMNS) for row in kept]
