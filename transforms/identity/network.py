"""One network, from its records to scored pairs and two partitions. Networks never meet: each is a world of its
own, with its own frequencies; only the fitted model is common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from connectors.schema import HEADER_KINDS
from transforms.identity import levels, strength, weights
from transforms.identity.blocking import candidates
from transforms.identity.cluster import UNSEEN, Floats, Links, cluster
from transforms.identity.compare import compare
from transforms.identity.decisions import Decided
from transforms.identity.fields import Bools, Fields, Ints, encode
from transforms.identity.model import Model
from transforms.normalise import emails

SAME_BITS = float(np.log2(0.99 / 0.01))
DECISION_BITS = 60.0
PAIRS_PER_BUCKET = 500_000


@dataclass
class Prepared:
    """A network before weights: pairs i < j with patterns, vetoes, and what was decided about them."""

    network_id: str
    records: pl.DataFrame
    fields: Fields
    blocking: pl.DataFrame
    i: Ints
    j: Ints
    pattern: Ints
    veto: Ints
    safe: Bools
    decided: Ints
    """+1 same (a person's word, or an owner's own address), -1 different, 0 nothing."""

    @property
    def n_trusted(self) -> int:
        return int(self.fields.trusted.sum())


@dataclass
class Scored:
    """Weights, lanes (0 same, 1 review, 2 different) and partitions (smallest record index of each cluster)."""

    factors: Floats
    weight: Floats
    lane: Ints
    person: Ints
    likely: Ints


def prepare(
    network_id: str, records: pl.DataFrame, owners: pl.DataFrame, decided: Decided, buckets: int | None
) -> Prepared:
    """Encode, block and compare. ``records``: RECORD rows of this network."""
    records = records.sort("record_id")
    fields = encode(records)
    strength.measure(fields)
    found = candidates(fields, network_id)
    i, j, mark = _with_decisions(found.i, found.j, fields, records, owners, decided)
    compared = compare(fields, i, j, buckets or len(i) // PAIRS_PER_BUCKET + 1)
    veto = np.where(mark > 0, 0, np.where(mark < 0, levels.VETOES.index("decided different"), compared.veto))
    return Prepared(
        network_id, records, fields, found.report, i, j, compared.pattern, veto, compared.safe, mark
    )


def score(p: Prepared, model: Model) -> Scored:
    """Weights by pattern, lanes, and both partitions."""
    patterns, back = np.unique(p.pattern, return_inverse=True)
    bits = weights.factors(patterns, model, p.n_trusted)[back.reshape(-1)]
    factors = np.concatenate([bits, (p.decided * DECISION_BITS)[:, None]], axis=1)
    weight = factors.sum(axis=1)
    lane = np.full(len(weight), 2, np.int64)
    dubious = np.isin(p.veto, (0, 3, 4))
    lane[(weight >= 0) & dubious] = 1
    lane[(weight >= SAME_BITS) & (p.veto == 0) & p.safe] = 0
    lane[p.decided > 0] = 0
    must = p.decided > 0
    cannot = (p.veto > 0) & (p.veto != levels.SOFT)
    n = p.fields.n
    use = (lane == 0) | cannot
    person = cluster(n, Links(p.i[use], p.j[use], weight[use], cannot[use], must[use]))
    return Scored(factors, weight, lane, person, _likely(p, weight, cannot, person))


def _likely(p: Prepared, weight: Floats, cannot: Bools, person: Ints) -> Ints:
    """Clusters at p >= .5 that grow from the safe ones, so that a person never straddles two of them."""
    rows = np.flatnonzero(person != np.arange(p.fields.n))
    i, j = np.concatenate([p.i, person[rows]]), np.concatenate([p.j, rows])
    zeros = np.zeros(len(rows))
    must = np.concatenate([p.decided > 0, zeros == 0])
    weight = np.where(p.veto == levels.SOFT, np.minimum(weight, UNSEEN), weight)
    links = Links(i, j, np.concatenate([weight, zeros]), np.concatenate([cannot, zeros > 0]), must)
    return cluster(p.fields.n, links)


def _with_decisions(
    i: Ints, j: Ints, fields: Fields, records: pl.DataFrame, owners: pl.DataFrame, decided: Decided
) -> tuple[Ints, Ints, Ints]:
    """Candidates united with decided pairs: (i, j, mark)."""
    at = {record_id: k for k, record_id in enumerate(fields.ids)}
    marks: dict[tuple[int, int], int] = {}
    own = np.flatnonzero(fields.is_owner).tolist()
    marks.update({(a, b): -1 for a in own for b in own if a < b})
    for owner, mail in _own_mail(records, owners, at):
        marks[(min(owner, mail), max(owner, mail))] = 1
    for pairs, sign in ((decided.same, 1), (decided.different, -1)):
        for a, b in pairs:
            if a in at and b in at:
                low, high = sorted((at[a], at[b]))
                marks[(low, high)] = sign
    n = max(fields.n, 1)
    said = np.array(sorted(marks), np.int64).reshape(-1, 2)
    codes = np.union1d(i * n + j, said[:, 0] * n + said[:, 1])
    mark = np.zeros(len(codes), np.int64)
    mark[np.searchsorted(codes, said[:, 0] * n + said[:, 1])] = [marks[(a, b)] for a, b in said.tolist()]
    return codes // n, codes % n, mark


def _own_mail(records: pl.DataFrame, owners: pl.DataFrame, at: dict[str, int]) -> list[tuple[int, int]]:
    """(owner's record, mail or chat record of one of the owner's addresses or profiles)."""
    owner_of: dict[str, str] = {}
    for owner_id, addresses in owners.sort("owner_id").select("owner_id", "addresses").iter_rows():
        for address in addresses or []:
            owner_of.setdefault(emails.comparison_key(address), owner_id)
    record_of = dict(records.filter(pl.col("kind") == "owner").select("owner_id", "record_id").iter_rows())
    found = []
    held = pl.concat_list(pl.col("emails").fill_null([]), pl.col("profiles").fill_null([]))
    for record_id, addresses in (
        records.filter(pl.col("kind").is_in(HEADER_KINDS)).select("record_id", held).iter_rows()
    ):
        owner = record_of.get(
            next((owner_of[k] for k in map(emails.comparison_key, addresses) if k in owner_of), "")
        )
        if owner is not None:
            found.append((at[owner], at[record_id]))
    return found
