"""Scored pairs as tables that add up: ``match`` has the weight, ``match_factor`` its parts, ``cluster`` the pair
that holds each person together at the weakest point. Rows are made in the order of their keys, so that nothing of
this size must be sorted again."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.identity import levels, weights
from transforms.identity.cluster import weakest_cut
from transforms.identity.coding import Ints
from transforms.identity.compare import distinct_patterns, unpack
from transforms.identity.network import DECISION_BITS, Prepared, Scored
from transforms.schema import CLUSTER, MATCH, MATCH_FACTOR

FLOOR = -4.0
"""Pairs below this many bits are not kept, unless something was decided about them."""
_PAIRS_AT_ONCE = 250_000
LANES = ("same", "review", "different")
_TEXTS: dict[str, tuple[str, ...]] = {
    "prior": ("base rate",),
    "name": levels.NAME,
    "email": levels.EMAIL,
    "phone": levels.PHONE,
    "profile": levels.PROFILE,
    "affiliation": levels.AFFILIATION,
    "city": levels.CITY,
    "source": levels.SOURCE,
    "decision": ("none", "same", "different"),
}


def kept(p: Prepared, s: Scored) -> Ints:
    """The pairs worth a row."""
    return np.flatnonzero((s.weight >= FLOOR) | (p.decided != 0))


def match(p: Prepared, s: Scored, rows: Ints) -> pl.DataFrame:
    """MATCH rows of these pairs of one network, in the order of the pairs."""
    ids = pl.Series("id", p.fields.ids, pl.String)
    weight = s.weight[rows]
    return MATCH.conform(
        pl.DataFrame(
            {
                "record_a": ids.gather(p.i[rows]),
                "record_b": ids.gather(p.j[rows]),
                "network_id": pl.repeat(p.network_id, len(rows), dtype=pl.String, eager=True),
                "weight": weight,
                "probability": 1 / (1 + np.exp2(-weight)),
                "lane": pl.Series(LANES, dtype=pl.String).gather(s.lane[rows]),
                "veto": pl.Series([None, *levels.VETOES[1:]], dtype=pl.String).gather(p.veto[rows]),
            }
        )
    )


def match_factor(p: Prepared, s: Scored, rows: Ints) -> pl.DataFrame:
    """MATCH_FACTOR rows of these pairs: the parts that are not nil, by name within a pair. ``factor`` and ``level`` are
    Enums: a million records have some ten million rows."""
    parts = np.array_split(rows, len(rows) // _PAIRS_AT_ONCE + 1)
    return pl.concat([_parts(p, s, part) for part in parts], rechunk=False)


def _parts(p: Prepared, s: Scored, rows: Ints) -> pl.DataFrame:
    patterns, back = distinct_patterns(p.pattern[rows])
    values = p.fields.values
    names = (*weights.FACTORS, *(value.spec.name for value in values), "decision")
    of = _TEXTS | {value.spec.name: value.spec.levels for value in values}
    order = sorted(range(len(names)), key=names.__getitem__)
    bits = np.zeros((len(rows), len(names)))
    bits[:, :-1] = weights.factors(patterns, s.model, p.n_reference, values)[back]
    bits[:, -1] = p.decided[rows] * DECISION_BITS
    agreed, _, *others = unpack(patterns, values)
    level = np.zeros((len(rows), len(names)), np.int16)
    for k, found in enumerate((agreed, *others), 1):
        level[:, k] = found[back]
    level[:, -1] = p.decided[rows] % 3
    starts: Ints = np.cumsum([0, *(len(of[one]) for one in names)])[:-1]
    level = level + starts.astype(np.int16)
    bits, level = bits[:, order], level[:, order]
    pair, column = np.nonzero(bits)
    ids = pl.Series("id", p.fields.ids, pl.String)
    texts = [text for one in names for text in of[one]]
    steps = pl.Series(texts, dtype=pl.Enum(list(dict.fromkeys(texts))))
    factors = pl.Series([names[k] for k in order], dtype=pl.Enum(sorted(names)))
    columns = {
        "record_a": ids.gather(p.i[rows][pair]),
        "record_b": ids.gather(p.j[rows][pair]),
        "factor": factors.gather(column),
        "level": steps.gather(level[pair, column].astype(np.int64)),
        "bits": bits[pair, column],
    }
    return pl.DataFrame(columns).select(MATCH_FACTOR.schema.names())


def clusters(p: Prepared, s: Scored) -> pl.DataFrame:
    """CLUSTER rows: persons of two records or more, each called by its first record in the place of person_id. Links
    are the pairs of lane same within the person."""
    inside = np.flatnonzero((s.person[p.i] == s.person[p.j]) & (s.lane == 0))
    head = s.person[p.i[inside]]
    order = np.argsort(head, kind="stable")
    links, head = inside[order], head[order]
    start = np.flatnonzero(np.append(True, head[1:] != head[:-1])[: len(head)])
    end = np.append(start[1:], len(head))
    weakest = links[start].copy()
    for k in np.flatnonzero(end - start > 1).tolist():
        mine = links[start[k] : end[k]]
        members = {*p.i[mine].tolist(), *p.j[mine].tolist()}
        weakest[k] = mine[weakest_cut(members, p.i[mine], p.j[mine], s.weight[mine])[1]]
    ids = pl.Series("id", p.fields.ids, pl.String)
    size = np.bincount(s.person, minlength=p.fields.n)
    columns = {
        "person_id": ids.gather(head[start]),
        "n_records": size[head[start]],
        "weakest_bits": s.weight[weakest],
        "record_a": ids.gather(p.i[weakest]),
        "record_b": ids.gather(p.j[weakest]),
    }
    return pl.DataFrame(columns, schema=CLUSTER.schema)
