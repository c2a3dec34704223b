"""Who is who: records -> people, with the reasons. Normalised records are blocked, compared, weighed, clustered
under constraints, and given ids that last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from transforms.identity import explain, ids, strength, weights
from transforms.identity.decisions import Decided, effective
from transforms.identity.giving import give
from transforms.identity.model import Model, shipped
from transforms.identity.network import Prepared, Scored, prepare, score
from transforms.schema import BLOCKING, CLUSTER, IDENTIFIER, MATCH, MATCH_FACTOR, PERSON_RECORD

FIT_FROM = 2000
"""Trusted records from which the model is fitted to the data; below, the shipped prior is better."""


@dataclass(frozen=True)
class Identity:
    """Tables as in transforms.schema; ``new_ids``: rows to append to ids.csv (at, person_id, record_id, reason);
    ``history``: every change of id so far (old_id, new_id, at, reason)."""

    person_record: pl.DataFrame
    match: pl.DataFrame
    match_factor: pl.DataFrame
    blocking: pl.DataFrame
    cluster: pl.DataFrame
    identifier_strength: pl.DataFrame
    new_ids: pl.DataFrame
    history: pl.DataFrame
    model: Model


def resolve(
    records: pl.DataFrame,
    owners: pl.DataFrame,
    decisions: pl.DataFrame,
    model: Model | None,
    known_ids: pl.DataFrame,
    at: datetime,
    buckets: int | None = None,
) -> Identity:
    """RECORD rows -> Identity.

    ``owners``: owner_id, network_id, addresses. ``decisions``: at, action (same, different, undo), record_a,
    record_b. ``known_ids``: rows of ids.csv. ``at``: the run's time, written to new id rows. ``buckets``: parts
    in which pairs are compared, to bound memory; it changes no result. A model is fitted only when none is given.
    """
    decided = effective(decisions)
    networks = records["network_id"].unique().sort().to_list()
    prepared = [
        prepare(
            n,
            records.filter(pl.col("network_id") == n),
            owners.filter(pl.col("network_id") == n),
            decided,
            buckets,
        )
        for n in networks
    ]
    model = model or fit(prepared)
    scored = [score(p, model) for p in prepared]
    person_record, new_ids = _people(prepared, scored, known_ids, at, decided)
    both = list(zip(prepared, scored, strict=True))
    rows = [explain.kept(p, s) for p, s in both]
    person_of = person_record.select("person_id", first="record_id")
    clusters = _all(CLUSTER.empty(), [explain.clusters(p, s) for p, s in both], "person_id")
    clusters = clusters.rename({"person_id": "first"}).join(person_of, on="first", how="left")
    known = pl.concat([known_ids.select(ids.KNOWN.names()).cast(ids.KNOWN), new_ids])
    return Identity(
        person_record=person_record,
        match=_all(
            MATCH.empty(), [explain.match(p, s, r) for (p, s), r in zip(both, rows, strict=True)],
            "record_a", "record_b",
        ),
        match_factor=_all(
            MATCH_FACTOR.empty(), [explain.match_factor(p, s, r) for (p, s), r in zip(both, rows, strict=True)],
            "record_a", "record_b", "factor",
        ),
        blocking=pl.concat([BLOCKING.empty(), *(p.blocking for p in prepared)]).sort("network_id", "rule"),
        cluster=CLUSTER.conform(clusters).sort("person_id"),
        identifier_strength=_all(
            IDENTIFIER.empty(), [strength.table(p.fields, p.network_id) for p in prepared],
            "network_id", "kind", "value",
        ),
        new_ids=new_ids,
        history=ids.history(known),
        model=model,
    )  # fmt: skip


def fit(prepared: list[Prepared]) -> Model:
    """A model for these networks: label-free EM over their trusted pairs, or the shipped prior for few records."""
    n = sum(p.n_reference for p in prepared)
    if n < FIT_FROM:
        return shipped()
    trusted = [p.pattern[p.fields.trusted[p.i] & p.fields.trusted[p.j]] for p in prepared]
    patterns, counts = np.unique(np.concatenate(trusted), return_counts=True)
    return weights.fit(patterns, counts, n)


def _people(
    prepared: list[Prepared], scored: list[Scored], known_ids: pl.DataFrame, at: datetime, decided: Decided
) -> tuple[pl.DataFrame, pl.DataFrame]:
    frames = []
    for p, s in zip(prepared, scored, strict=True):
        record_ids = pl.Series("record_id", p.fields.ids, pl.String)
        frames.append(
            pl.DataFrame(
                {
                    "record_id": record_ids,
                    "cluster": record_ids.gather(s.person),
                    "likely_id": "l_" + record_ids.gather(s.likely).str.strip_prefix("r_"),
                    "owner_id": p.records["owner_id"],
                    "network_id": pl.repeat(p.network_id, len(record_ids), dtype=pl.String, eager=True),
                }
            )
        )
    if not frames:
        return PERSON_RECORD.empty(), ids.assign({}, known_ids, at, decided.undone)[1]
    rows, new_ids = give(pl.concat(frames), known_ids, at, decided.undone)
    return PERSON_RECORD.conform(rows).sort("record_id"), new_ids


def _all(empty: pl.DataFrame, frames: list[pl.DataFrame], *key: str) -> pl.DataFrame:
    """Frames of several networks as one in the order of the key; that of one network is in order already."""
    if len(frames) == 1:
        return frames[0]
    return pl.concat([empty, *frames]).sort(key)
