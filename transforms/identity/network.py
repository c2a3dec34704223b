"""One network, from its records to scored pairs and two partitions. Networks never meet: each is a world of its
own, with its own frequencies; only the fitted model is common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.identity import decided_pairs, levels, strength, weights
from transforms.identity.blocking import candidates
from transforms.identity.cluster import UNSEEN, Floats, Links, cluster
from transforms.identity.coding import Bools, Ints
from transforms.identity.compare import Small, compare
from transforms.identity.components import within
from transforms.identity.decisions import Decided
from transforms.identity.fields import Fields, encode
from transforms.identity.model import Model

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
    veto: Small
    safe: Bools
    decided: Small
    """+1 same (a person's word, or an owner's own address), -1 different, 0 nothing."""

    @property
    def n_reference(self) -> int:
        """Trusted records that frequencies are reckoned among."""
        return self.fields.n_reference


@dataclass
class Scored:
    """Weights, lanes (0 same, 1 review, 2 different) and partitions (smallest record index of each cluster)."""

    model: Model
    weight: Floats
    lane: Small
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
    i, j, mark = decided_pairs.unite(found.i, found.j, records, owners, decided)
    compared = compare(fields, i, j, buckets or len(i) // PAIRS_PER_BUCKET + 1)
    veto = compared.veto
    veto[mark > 0] = 0
    veto[mark < 0] = levels.VETOES.index("decided different")
    return Prepared(
        network_id, records.select("owner_id"), fields, found.report, i, j, compared.pattern, veto,
        compared.safe, mark,
    )  # fmt: skip


def score(p: Prepared, model: Model) -> Scored:
    """Weights by pattern, lanes, and both partitions."""
    weight = _weigh(p.pattern, model, p.n_reference) + p.decided * DECISION_BITS
    lane = np.full(len(weight), 2, np.int8)
    lane[(weight >= 0) & np.isin(p.veto, (0, 3, 4))] = 1
    lane[(weight >= SAME_BITS) & (p.veto == 0) & p.safe] = 0
    lane[p.decided > 0] = 0
    cannot = (p.veto > 0) & (p.veto != levels.SOFT)
    n = p.fields.n
    use = np.flatnonzero(within(n, p.i, p.j, lane == 0) & ((lane == 0) | cannot))
    links = Links(p.i[use], p.j[use], weight[use], cannot[use], p.decided[use] > 0)
    person = cluster(n, links)
    return Scored(model, weight, lane, person, _likely(p, weight, cannot, person))


def _weigh(pattern: Ints, model: Model, n: int) -> Floats:
    """Bits of packed patterns, each distinct one weighed once."""
    patterns, back = np.unique(pattern, return_inverse=True)
    return np.asarray(weights.factors(patterns, model, n).sum(axis=1)[back.reshape(-1)])


def _likely(p: Prepared, weight: Floats, cannot: Bools, person: Ints) -> Ints:
    """Clusters at p >= .5 that grow from the safe ones, so that a person never straddles two of them."""
    n = p.fields.n
    rows = np.flatnonzero(person != np.arange(n))
    soft = np.where(p.veto == levels.SOFT, np.minimum(weight, UNSEEN), weight)
    i, j = np.concatenate([p.i, person[rows]]), np.concatenate([p.j, rows])
    zeros = np.zeros(len(rows))
    must = np.concatenate([p.decided > 0, zeros == 0])
    soft, cannot = np.concatenate([soft, zeros]), np.concatenate([cannot, zeros > 0])
    use = within(n, i, j, must | ((soft >= 0) & ~cannot))
    return cluster(n, Links(i[use], j[use], soft[use], cannot[use], must[use]))
