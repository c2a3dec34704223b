"""Pairs that somebody decided about, among the candidates: a person's word, and owners' own addresses."""

from __future__ import annotations

import numpy as np
import polars as pl

from connectors.schema import HEADER_KINDS
from transforms.identity.coding import Ints
from transforms.identity.compare import Small
from transforms.identity.decisions import Decided
from transforms.normalise import emails


def unite(
    i: Ints, j: Ints, records: pl.DataFrame, owners: pl.DataFrame, decided: Decided
) -> tuple[Ints, Ints, Small]:
    """Candidates united with decided pairs: (i, j, mark), mark +1 for same and -1 for different. ``records``: sorted
    by record_id; two owners are never one person, and an owner's own addresses are the owner."""
    marks: dict[tuple[str, str], int] = {}
    own = records.filter(pl.col("kind") == "owner")["record_id"].to_list()
    marks.update({(a, b): -1 for a in own for b in own if a < b})
    marks.update({(min(pair), max(pair)): 1 for pair in _own_mail(records, owners)})
    marks.update(dict.fromkeys(decided.same, 1) | dict.fromkeys(decided.different, -1))
    said = pl.DataFrame(
        [(*pair, sign) for pair, sign in marks.items()],
        schema={"a": pl.String, "b": pl.String, "mark": pl.Int8},
        orient="row",
    )
    place = records.select("record_id", at=pl.int_range(pl.len(), dtype=pl.Int64))
    said = said.join(place, left_on="a", right_on="record_id").join(
        place, left_on="b", right_on="record_id", suffix="_b"
    )
    if not said.height:
        return i, j, np.zeros(len(i), np.int8)
    n = max(records.height, 1)
    codes, wanted = i * n + j, (said["at"] * n + said["at_b"]).to_numpy()
    codes = np.union1d(codes, wanted)
    mark = np.zeros(len(codes), np.int8)
    mark[np.searchsorted(codes, wanted)] = said["mark"].to_numpy()
    return codes // n, codes % n, mark


def _own_mail(records: pl.DataFrame, owners: pl.DataFrame) -> list[tuple[str, str]]:
    """(owner's record, mail or chat record of one of the owner's addresses or profiles)."""
    owner_of: dict[str, str] = {}
    for owner_id, addresses in owners.sort("owner_id").select("owner_id", "addresses").iter_rows():
        for address in addresses or []:
            owner_of.setdefault(emails.comparison_key(address), owner_id)
    if not owner_of:
        return []
    record_of = dict(records.filter(pl.col("kind") == "owner").select("owner_id", "record_id").iter_rows())
    held = pl.concat_list(pl.col("emails").fill_null([]), pl.col("profiles").fill_null([]))
    mail = records.filter(pl.col("kind").is_in(HEADER_KINDS)).select("record_id", held.alias("held"))
    found = []
    for record_id, addresses in mail.iter_rows():
        owner = next((owner_of[k] for k in map(emails.comparison_key, addresses) if k in owner_of), "")
        if owner in record_of:
            found.append((record_of[owner], record_id))
    return found
