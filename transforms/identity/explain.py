"""Scored pairs as tables that add up: ``match`` has the weight, ``match_factor`` its parts, ``cluster`` the pair
that holds each person together at the weakest point."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.identity import levels, weights
from transforms.identity.cluster import weakest_cut
from transforms.identity.compare import unpack
from transforms.identity.network import Prepared, Scored
from transforms.schema import MATCH, MATCH_FACTOR

FLOOR = -4.0
"""Pairs below this many bits are not kept, unless something was decided about them."""
LANES = ("same", "review", "different")


def tables(p: Prepared, s: Scored) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(MATCH, MATCH_FACTOR) rows of one network."""
    keep = np.flatnonzero((s.weight >= FLOOR) | (p.decided != 0))
    ids = pl.Series("id", p.fields.ids, pl.String)
    a, b = ids.gather(p.i[keep]), ids.gather(p.j[keep])
    factors = s.factors[keep]
    weight = factors.sum(axis=1)
    match = pl.DataFrame(
        {
            "record_a": a,
            "record_b": b,
            "network_id": pl.repeat(p.network_id, len(keep), dtype=pl.String, eager=True),
            "weight": weight,
            "probability": 1 / (1 + np.exp2(-weight)),
            "lane": pl.Series(LANES, dtype=pl.String).gather(s.lane[keep]),
            "veto": pl.Series([None, *levels.VETOES[1:]], dtype=pl.String).gather(p.veto[keep]),
        }
    )
    found = unpack(p.pattern[keep])
    name, _, email, phone, profile, affiliation, city, source = found
    named = {
        "prior": (None, ("base rate",)),
        "name": (name, levels.NAME),
        "email": (email, levels.EMAIL),
        "phone": (phone, levels.PHONE),
        "profile": (profile, levels.PROFILE),
        "affiliation": (affiliation, levels.AFFILIATION),
        "city": (city, levels.CITY),
        "source": (source, levels.SOURCE),
        "decision": (p.decided[keep] % 3, ("none", "same", "different")),
    }
    frames = []
    for column, factor in enumerate((*weights.FACTORS, "decision")):
        level, texts = named[factor]
        rows = np.flatnonzero(factors[:, column] != 0)
        code = np.zeros(len(rows), np.int64) if level is None else level[rows]
        columns = {
            "record_a": a.gather(rows),
            "record_b": b.gather(rows),
            "factor": pl.repeat(factor, len(rows), dtype=pl.String, eager=True),
            "level": pl.Series(texts, dtype=pl.String).gather(code),
            "bits": factors[rows, column],
        }
        frames.append(pl.DataFrame(columns, schema=MATCH_FACTOR.schema))
    return MATCH.conform(match), pl.concat(frames)


def clusters(p: Prepared, s: Scored, person_ids: list[str]) -> list[dict[str, object]]:
    """CLUSTER rows: persons of two records or more. Links are the pairs of lane same within the person."""
    inside = np.flatnonzero((s.person[p.i] == s.person[p.j]) & (s.lane == 0))
    order = inside[np.argsort(s.person[p.i[inside]], kind="stable")]
    groups = s.person[p.i[order]]
    starts = (
        np.flatnonzero(np.concatenate([[True], groups[1:] != groups[:-1]]))
        if len(groups)
        else np.zeros(0, np.int64)
    )
    ends = np.append(starts[1:], len(groups))
    size = np.bincount(s.person, minlength=p.fields.n)
    rows: list[dict[str, object]] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=False):
        links = order[start:end]
        if len(links) == 1:
            bits, at = float(s.weight[links[0]]), 0
        else:
            members = {*p.i[links].tolist(), *p.j[links].tolist()}
            bits, at = weakest_cut(members, p.i[links], p.j[links], s.weight[links])
        k = links[at]
        head = int(s.person[p.i[k]])
        rows.append(
            {
                "person_id": person_ids[head],
                "n_records": int(size[head]),
                "weakest_bits": bits,
                "record_a": p.fields.ids[int(p.i[k])],
                "record_b": p.fields.ids[int(p.j[k])],
            }
        )
    return rows
