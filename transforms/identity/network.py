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
from transforms.identity.compare import Small, distinct_patterns
from transforms.identity.components import components
from transforms.identity.decisions import Decided
from transforms.identity.fields import Fields, encode
from transforms.identity.last import UNUSED, State, Taken, compare_anew, digests, take_over
from transforms.identity.last import state as remember
from transforms.identity.model import Model
from transforms.identity.specs import CONTACTS, Spec, Value, added_values

SAME_BITS = float(np.log2(0.99 / 0.01))
NEEDED = np.array([np.inf, np.log2(0.999 / 0.001), SAME_BITS])
"""Bits from which evidence of each grade is acted on, see evidence.py."""
DECISION_BITS = 60.0
PAIRS_PER_BUCKET = 500_000


@dataclass
class Prepared:
    """A network before weights: pairs i < j with patterns, vetoes, and what was decided about them."""

    network_id: str
    records: pl.DataFrame
    """record_id, owner_id and digest, in order of record_id."""
    fields: Fields
    blocking: pl.DataFrame
    i: Ints
    j: Ints
    pattern: Ints
    veto: Small
    safe: Small
    taken: Taken
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
    network_id: str,
    records: pl.DataFrame,
    owners: pl.DataFrame,
    decided: Decided,
    buckets: int | None = None,
    frequencies: pl.DataFrame | None = None,
    last: State | None = None,
    specs: tuple[Spec, ...] = CONTACTS,
) -> Prepared:
    """Encode, block and compare. ``records``: RECORD rows of this network; ``frequencies``: frozen ones; ``last``: what
    the last run left, when it had the same model and frequencies."""
    records = records.drop(UNUSED, strict=False).sort("record_id")
    fields = encode(records, frequencies)
    fields.values = added_values(records, specs)
    strength.measure(fields)
    found = candidates(fields, network_id)
    i, j, mark = decided_pairs.unite(found.i, found.j, records, owners, decided)
    records = records.select("record_id", "owner_id", digest=digests(records))
    parts = buckets or len(i) // PAIRS_PER_BUCKET + 1
    if last is None:
        taken = compare_anew(fields, i, j, parts)
    else:
        taken = take_over(fields, records, i, j, mark, last, parts)
    veto = taken.compared.veto.copy()
    veto[mark > 0] = 0
    veto[mark < 0] = levels.VETOES.index("decided different")
    return Prepared(
        network_id,
        records,
        fields,
        found.report,
        i,
        j,
        taken.compared.pattern,
        veto,
        taken.compared.safe,
        taken,
        mark,
    )


def score(p: Prepared, model: Model) -> Scored:
    """Weights by pattern, lanes, and both partitions."""
    weight = _weigh(p.pattern, model, p.n_reference, p.fields.values) + p.decided * DECISION_BITS
    lane = np.full(len(weight), 2, np.int8)
    lane[(weight >= 0) & np.isin(p.veto, (0, 3, 4))] = 1
    lane[(weight >= NEEDED[p.safe]) & (p.veto == 0)] = 0
    lane[p.decided > 0] = 0
    cannot = (p.veto > 0) & (p.veto != levels.SOFT)
    n = p.fields.n
    group = components(n, p.i[lane == 0], p.j[lane == 0])
    use = np.flatnonzero(_open(group, p.taken.dirty, p.i, p.j) & ((lane == 0) | cannot))
    links = Links(p.i[use], p.j[use], weight[use], cannot[use], p.decided[use] > 0)
    person = _kept(group, p.taken.dirty, p.taken.person, cluster(n, links))
    return Scored(model, weight, lane, person, _likely(p, weight, cannot, person))


def _weigh(pattern: Ints, model: Model, n: int, values: tuple[Value, ...]) -> Floats:
    """Bits of packed patterns, each distinct one weighed once."""
    patterns, back = distinct_patterns(pattern)
    return np.asarray(weights.factors(patterns, model, n, values).sum(axis=1)[back])


def _likely(p: Prepared, weight: Floats, cannot: Bools, person: Ints) -> Ints:
    """Clusters at p >= .5 that grow from the safe ones, so that a person never straddles two of them."""
    n = p.fields.n
    rows = np.flatnonzero(person != np.arange(n))
    soft = np.where(p.veto == levels.SOFT, np.minimum(weight, UNSEEN), weight)
    i, j = np.concatenate([p.i, person[rows]]), np.concatenate([p.j, rows])
    zeros = np.zeros(len(rows))
    must = np.concatenate([p.decided > 0, zeros == 0])
    soft, cannot = np.concatenate([soft, zeros]), np.concatenate([cannot, zeros > 0])
    joins = must | ((soft >= 0) & ~cannot)
    group = components(n, i[joins], j[joins])
    use = _open(group, p.taken.dirty, i, j)
    found = cluster(n, Links(i[use], j[use], soft[use], cannot[use], must[use]))
    return _kept(group, p.taken.dirty, p.taken.likely, found)


def _open(group: Ints, dirty: Bools, i: Ints, j: Ints) -> Bools:
    """Pairs inside the components that hold a record with something new; only these are clustered."""
    touched = np.zeros(len(group), bool)
    touched[group[dirty]] = True
    return np.asarray((group[i] == group[j]) & touched[group[i]])


def _kept(group: Ints, dirty: Bools, before: Ints, found: Ints) -> Ints:
    """Clusters found now in touched components, the last run's elsewhere."""
    touched = np.zeros(len(group), bool)
    touched[group[dirty]] = True
    return np.where(touched[group], found, before)


def state(p: Prepared, s: Scored) -> State:
    """What the next run may take over."""
    found = p.taken.compared
    pairs = {
        "i": p.i,
        "j": p.j,
        "pattern": found.pattern,
        "veto": found.veto,
        "safe": found.safe,
        "mark": p.decided,
    }
    return remember(p.fields, p.network_id, p.records, pairs, s.person, s.likely)
