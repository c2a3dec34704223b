"""Everything between records and people as tables, for whoever wants to see why: which rule brought a pair, how it
compared, what each pattern weighs, and the parameters. Large: made on request only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from transforms.identity import blocking, levels
from transforms.identity.compare import unpack
from transforms.identity.network import Prepared, Scored
from transforms.identity.specs import Value
from transforms.identity.weights import factors

LEVELS = ("name", "band", "email", "phone", "profile", "affiliation", "city", "source")
"""Parts of a pattern, see levels.SIZES."""
LANES = ("same", "review", "different")

Frames = dict[str, pl.DataFrame]


def tables(prepared: list[Prepared], scored: list[Scored]) -> Frames:
    """``pair`` (every candidate: levels, pattern, veto, weight, lane), ``rule`` (pair x rule that brought it),
    ``pattern`` (levels, pairs, weight) and ``parameter`` (place in the model's tables, value), of all networks."""
    made = [
        {"pair": _pairs(p, s), "rule": _rules(p), "pattern": _patterns(p, s)}
        for p, s in zip(prepared, scored, strict=True)
    ]
    found = {name: pl.concat([one[name] for one in made]) for name in ("pair", "rule", "pattern") if made}
    return found | {"parameter": _parameters(scored)}


def _pairs(p: Prepared, s: Scored) -> pl.DataFrame:
    ids = pl.Series(p.fields.ids, dtype=pl.String)
    return pl.DataFrame(
        {
            "network_id": pl.repeat(p.network_id, len(p.i), dtype=pl.String, eager=True),
            "record_a": ids.gather(p.i),
            "record_b": ids.gather(p.j),
            **_levels(p.pattern, p.fields.values),
            "pattern": p.pattern,
            "veto": pl.Series([None, *levels.VETOES[1:]], dtype=pl.String).gather(p.veto),
            "safe": p.safe,
            "decided": p.decided,
            "weight": s.weight,
            "lane": pl.Series(LANES, dtype=pl.String).gather(s.lane),
        }
    )


def _rules(p: Prepared) -> pl.DataFrame:
    ids = pl.Series(p.fields.ids, dtype=pl.String)
    n = max(p.fields.n, 1)
    frames = [
        pl.DataFrame(
            {
                "network_id": pl.repeat(p.network_id, len(codes), dtype=pl.String, eager=True),
                "record_a": ids.gather(codes // n),
                "record_b": ids.gather(codes % n),
                "rule": pl.repeat(rule, len(codes), dtype=pl.String, eager=True),
            }
        )
        for rule, codes in blocking.by_rule(p.fields)
    ]
    return pl.concat(frames).sort("record_a", "record_b", "rule")


def _patterns(p: Prepared, s: Scored) -> pl.DataFrame:
    pattern, count = np.unique(p.pattern, return_counts=True)
    bits = factors(pattern, s.model, p.n_reference, p.fields.values).sum(axis=1)
    network = pl.repeat(p.network_id, len(pattern), dtype=pl.String, eager=True)
    return pl.DataFrame(
        {
            "network_id": network,
            "pattern": pattern,
            **_levels(pattern, p.fields.values),
            "n_pairs": count,
            "weight": bits,
        }
    )


def _levels(pattern: np.ndarray, values: tuple[Value, ...]) -> dict[str, pl.Series]:
    """The levels as text, the rarity band as a number."""
    found: dict[str, pl.Series] = {}
    for name, code in zip(LEVELS, unpack(pattern, values), strict=False):
        texts = getattr(levels, name.upper(), None)
        found[name] = pl.Series(code) if texts is None else pl.Series(texts, dtype=pl.String).gather(code)
    return found


def _parameters(scored: list[Scored]) -> pl.DataFrame:
    """One row a number of the model: its place in the tables, and what it is."""
    held = json.loads(scored[0].model.to_json()) if scored else {}
    rows = sorted(_numbers(held, ()))
    return pl.DataFrame(rows, schema={"parameter": pl.String, "value": pl.Float64}, orient="row")


def _numbers(value: Any, place: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """Numbers in nested tables with their places, as rate.7.2."""
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _numbers(inner, (*place, str(key)))
    else:
        yield ".".join(place), float(value)
