"""What the last run found out, to be taken over where nothing changed. A pair's comparison is taken over when both
records are as they were and so are the cardinalities of the values they share; a cluster when no pair in it changed.

With the frequencies frozen (population.FREQUENCY) a comparison depends on nothing else, so taking over gives what
comparing anew would give: the tests hold that for every split of a set of records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from transforms.identity.coding import NONE, Bools, Ints
from transforms.identity.compare import Compared, Small, compare
from transforms.identity.fields import Fields
from transforms.identity.lookups import affiliation_grade, phone_grade

RECORD_STATE = pl.Schema(
    {"network_id": pl.String(), "record_id": pl.String(), "digest": pl.UInt64(), "person": pl.Int64(), "likely": pl.Int64()}
)  # fmt: skip
"""The records of a network in order of record_id; ``person`` and ``likely`` are indices into them."""
PAIR_STATE = pl.Schema(
    {
        "network_id": pl.String(),
        "i": pl.UInt32(),
        "j": pl.UInt32(),
        "pattern": pl.Int64(),
        "veto": pl.Int8(),
        "safe": pl.Int8(),
        "mark": pl.Int8(),
    }
)
GRADE_STATE = pl.Schema(
    {"network_id": pl.String(), "kind": pl.String(), "value": pl.String(), "grade": pl.Int64()}
)
"""Values whose cardinality is not the usual one."""
UNUSED = ("display_name", "names", "organisation", "title", "region", "country", "labels", "relations",
          "connected_on", "first_seen", "last_seen")  # fmt: skip
"""Columns of RECORD that identity does not look at."""


@dataclass(frozen=True)
class State:
    """Frames of RECORD_STATE, PAIR_STATE and GRADE_STATE."""

    records: pl.DataFrame
    pairs: pl.DataFrame
    grades: pl.DataFrame

    def of(self, network_id: str) -> State | None:
        """One network's part; None when there is none."""
        part = [
            frame.filter(pl.col("network_id") == network_id)
            for frame in (self.records, self.pairs, self.grades)
        ]
        return State(*part) if part[0].height else None

    @classmethod
    def together(cls, parts: list[State]) -> State:
        """Networks as one."""
        empty = (pl.DataFrame(schema=schema) for schema in (RECORD_STATE, PAIR_STATE, GRADE_STATE))
        names = ("records", "pairs", "grades")
        return cls(
            *(
                pl.concat([e, *(getattr(p, name) for p in parts)])
                for e, name in zip(empty, names, strict=True)
            )
        )


@dataclass(frozen=True)
class Taken:
    """Compared pairs, how many of them were compared anew, and what of the last run's clusters stands."""

    compared: Compared
    n_compared: int
    dirty: Bools
    """By record: new or changed, or in a pair that is."""
    person: Ints
    likely: Ints
    """The last run's clusters by record, for records that are not dirty."""


def digests(records: pl.DataFrame) -> pl.Series:
    """A number for what identity sees of each record."""
    return records.drop(UNUSED, strict=False).hash_rows()


def compare_anew(f: Fields, i: Ints, j: Ints, buckets: int) -> Taken:
    """Nothing is taken over."""
    none = np.full(f.n, NONE, np.int64)
    return Taken(compare(f, i, j, buckets), len(i), np.ones(f.n, bool), none, none)


def take_over(
    f: Fields, records: pl.DataFrame, i: Ints, j: Ints, mark: Small, last: State, buckets: int
) -> Taken:
    """Compares what may have changed since; ``last`` is this network's, from the same model and frequencies."""
    place = _places(records, last)
    was_i, was_j = (place[last.pairs[side].to_numpy()] for side in ("i", "j"))
    stays = (was_i != NONE) & (was_j != NONE)
    n = max(f.n, 1)
    codes, known = i * n + j, (was_i * n + was_j)[stays]
    at = np.minimum(np.searchsorted(known, codes), max(len(known) - 1, 0))
    found = known[at] == codes if len(known) else np.zeros(len(codes), bool)
    touched = _touched(f, last)
    moved = (touched[i] & touched[j]) | (touched & f.is_mail)[i] | (touched & f.is_mail)[j]
    rows = np.flatnonzero(stays)[at[found]] if len(known) else at[:0]
    out = Compared(np.zeros(len(i), np.int64), np.zeros(len(i), np.int8), np.zeros(len(i), np.int8))
    for name in ("pattern", "veto", "safe"):
        getattr(out, name)[found] = last.pairs[name].to_numpy()[rows]
    anew = np.flatnonzero(~found | moved)
    fresh = compare(f, i[anew], j[anew], buckets)
    changed = ~found
    changed[anew] |= (
        (out.pattern[anew] != fresh.pattern) | (out.veto[anew] != fresh.veto) | (out.safe[anew] != fresh.safe)
    )
    changed[found] |= last.pairs["mark"].to_numpy()[rows] != mark[found]
    out.pattern[anew], out.veto[anew], out.safe[anew] = fresh.pattern, fresh.veto, fresh.safe
    dirty = np.ones(f.n, bool)
    dirty[place[place != NONE]] = False
    dirty[i[changed]] = dirty[j[changed]] = True
    gone = ~stays
    gone[np.flatnonzero(stays)] |= ~np.isin(known, codes)
    for side in (was_i[gone], was_j[gone]):
        dirty[side[side != NONE]] = True
    return Taken(
        out,
        len(anew),
        dirty,
        *(_labels(place, last.records[name].to_numpy(), f.n) for name in ("person", "likely")),
    )


def state(
    f: Fields,
    network_id: str,
    records: pl.DataFrame,
    pairs: Mapping[str, Any],
    person: Ints,
    likely: Ints,
) -> State:
    """What the next run may take over."""
    network = pl.lit(network_id).alias("network_id")
    whose = pl.DataFrame(
        {"record_id": f.ids, "digest": records["digest"], "person": person, "likely": likely}
    )
    held = pl.DataFrame(pairs)
    grades = pl.concat([pl.DataFrame(schema=GRADE_STATE).drop("network_id"), *_grades(f)])
    frames = zip((whose, held, grades), (RECORD_STATE, PAIR_STATE, GRADE_STATE), strict=True)
    return State(
        *(frame.with_columns(network).select(schema.names()).cast(schema) for frame, schema in frames)
    )


def _places(records: pl.DataFrame, last: State) -> Ints:
    """By index of the last run: index of the record now, NONE where it is gone or changed."""
    now = records.select("record_id", "digest").with_row_index("at")
    both = last.records.join(now, on=["record_id", "digest"], how="left", maintain_order="left")
    return both["at"].cast(pl.Int64).fill_null(NONE).to_numpy().copy()


def _labels(place: Ints, label: Ints, n: int) -> Ints:
    out = np.full(n, NONE, np.int64)
    stays = place != NONE
    out[place[stays]] = place[label[stays]]
    return out


def _grades(f: Fields) -> list[pl.DataFrame]:
    frames = []
    for kind, values, grade, usual in (
        ("mail", f.mailbox, f.weak_mailbox.astype(np.int64), 0),
        ("phone", f.phone, phone_grade(f), 1),
        ("affiliation", f.affiliation, affiliation_grade(f), 1),
    ):
        odd = np.flatnonzero(grade[: values.n] != usual)
        columns = {
            "kind": [kind] * len(odd),
            "value": values.texts.gather(odd),
            "grade": grade[odd],
        }
        frames.append(
            pl.DataFrame(columns, schema={"kind": pl.String, "value": pl.String, "grade": pl.Int64})
        )
    return frames


def _touched(f: Fields, last: State) -> Bools:
    """By record: it holds a value whose cardinality counts otherwise than last time."""
    touched = np.zeros(f.n, bool)
    now, before = pl.concat(_grades(f)), last.grades.drop("network_id")
    moved = pl.concat(
        [now.join(before, on=now.columns, how="anti"), before.join(now, on=now.columns, how="anti")]
    )
    for kind, values in (("mail", f.mailbox), ("phone", f.phone), ("affiliation", f.affiliation)):
        texts = moved.filter(pl.col("kind") == kind)["value"]
        flags = values.texts.is_in(texts.implode()).to_numpy()
        if len(flags):
            touched[values.record[flags[values.code]]] = True
    return touched
