"""Who is who: records -> people, with the reasons. Normalised records are blocked, compared, weighed, clustered
under constraints, and given ids that last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from transforms.identity import explain, ids, intermediate, population, strength, weights
from transforms.identity.compare import distinct_patterns
from transforms.identity.decisions import Decided, effective
from transforms.identity.giving import give
from transforms.identity.last import State
from transforms.identity.model import Model, shipped
from transforms.identity.network import Prepared, Scored, prepare, score, state
from transforms.identity.specs import CONTACTS, Spec
from transforms.schema import BLOCKING, CLUSTER, IDENTIFIER, MATCH, MATCH_FACTOR, PERSON_RECORD

FIT_FROM = 2000
"""Trusted records from which the model is fitted to the data; below, the shipped prior is better."""
FIT_VALUES_FROM = 500
"""The same where fields were added that the shipped prior knows nothing of."""
DRIFT = 2.0
"""Frequencies hold while the trusted records of a network are between their number then over DRIFT and times DRIFT."""
FREQUENCIES = pl.Schema({"network_id": pl.String(), **population.FREQUENCY})


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
    frequencies: pl.DataFrame
    """network_id and population.FREQUENCY: what the names' weights were reckoned with, to be kept with the model."""
    state: State
    """What the next run may take over, given the same model and frequencies."""
    n_compared: int
    """Pairs compared in this run; the others were taken over."""
    intermediate: intermediate.Frames
    """Every step as a table, see intermediate.py; empty unless asked for."""


def resolve(
    records: pl.DataFrame,
    owners: pl.DataFrame,
    decisions: pl.DataFrame,
    model: Model | None,
    known_ids: pl.DataFrame,
    at: datetime,
    buckets: int | None = None,
    specs: tuple[Spec, ...] = CONTACTS,
    frequencies: pl.DataFrame | None = None,
    last: State | None = None,
    keep: bool = False,
) -> Identity:
    """RECORD rows -> Identity.

    ``specs``: CONTACTS, and specs of columns that ``records`` has besides RECORD's; such a run is a whole one.
    ``owners``: owner_id, network_id, addresses. ``decisions``: at, action (same, different, undo), record_a,
    record_b. ``known_ids``: rows of ids.csv. ``at``: the run's time, written to new id rows. ``buckets``: parts
    in which pairs are compared, to bound memory; it changes no result. A model is fitted only when none is given.
    ``frequencies``: those that a run with this model gave; a network that is not in them, or has grown or shrunk by
    DRIFT since, is counted anew. ``last``: the state of a run with this model and these frequencies; it changes no
    result, only what it costs. ``keep``: give every intermediate table, too.
    """
    last = last if specs == CONTACTS else None
    decided = effective(decisions)
    networks = records["network_id"].unique().sort().to_list()
    frozen = {n: _frozen(n, records, frequencies) for n in networks}
    prepared = [
        prepare(
            n,
            records if len(networks) == 1 else records.filter(pl.col("network_id") == n),
            owners.filter(pl.col("network_id") == n),
            decided,
            buckets,
            frozen[n],
            last.of(n) if last is not None and model is not None and frozen[n] is not None else None,
            specs,
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
        frequencies=pl.concat(
            [pl.DataFrame(schema=FREQUENCIES), *(p.fields.frequencies.select(pl.lit(p.network_id).alias("network_id"), pl.all()) for p in prepared)]
        ),
        state=State.together([state(p, s) for p, s in both]),
        n_compared=sum(p.taken.n_compared for p in prepared),
        intermediate=intermediate.tables(prepared, scored) if keep else {},
    )  # fmt: skip


def _frozen(network_id: str, records: pl.DataFrame, frequencies: pl.DataFrame | None) -> pl.DataFrame | None:
    """A network's frozen frequencies, unless the network has outgrown them."""
    if frequencies is None:
        return None
    mine = frequencies.filter(pl.col("network_id") == network_id).drop("network_id")
    trusted = pl.col("is_curated").fill_null(False) | pl.col("is_two_way").fill_null(False)
    now = records.filter((pl.col("network_id") == network_id) & trusted).height
    before = population.n_records(mine)
    return mine if mine.height and before <= DRIFT * now and now <= DRIFT * before else None


def fit(prepared: list[Prepared]) -> Model:
    """A model for these networks: label-free EM over their trusted pairs, or the shipped prior for few records."""
    n = sum(p.n_reference for p in prepared)
    values = max(prepared, key=lambda p: p.n_reference).fields.values if prepared else ()
    if n < (FIT_VALUES_FROM if values else FIT_FROM):
        return shipped()
    trusted = [p.pattern[p.fields.trusted[p.i] & p.fields.trusted[p.j]] for p in prepared]
    patterns, at = distinct_patterns(np.concatenate(trusted))
    return weights.fit(patterns, np.bincount(at, minlength=len(patterns)), n, values=values)


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
    return pl.concat(frames).sort(key) if frames else empty
