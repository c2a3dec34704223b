"""What else a record's name may be called, as codes: its letters however they are cut into words, the user names
that spell it in full, the names that its addresses spell, and the originals of a romanised family name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.identity import addresses
from transforms.identity.coding import NONE, Ints, Values, codes, listed, mapped, spread
from transforms.normalise import names

MIN_LETTERS = 7
"""A shorter local part spells no full name."""
_PARTICLE = rf"\b(?:{'|'.join(sorted(names.PARTICLES))})\b"
_NAME = ("given", "middle", "family")


@dataclass(frozen=True)
class Aliases:
    """Codes of one space: ``letters`` (n x 3: words as written, last one first, first one last), ``full`` (n x 2:
    given + family, family + given), ``spelt`` (letters of personal local parts, as a long table). ``family`` has a
    space of its own: names that the family name is a romanisation of, itself included, where the tables know any."""

    letters: Ints
    full: Ints
    spelt: Values
    family: Values


def encode(records: pl.DataFrame) -> Aliases:
    """RECORD rows, in order -> Aliases."""
    written = records.select(_NAME)
    distinct = written.unique().sort(_NAME, nulls_last=True).with_row_index("_row")
    at = written.join(distinct, on=_NAME, how="left", nulls_equal=True, maintain_order="left")["_row"]
    row = at.cast(pl.Int64).to_numpy()
    folded = distinct.select(mapped(distinct[part], names.fold) for part in _NAME)
    orders = _orders(folded)
    local = listed(records["emails"], each=_letters)
    coded, _ = codes(*orders.get_columns(), pl.Series(local.texts, dtype=pl.String))
    table = np.stack(coded[:5], axis=1)[row]
    return Aliases(
        letters=table[:, :3].copy(),
        full=table[:, 3:].copy(),
        spelt=Values(local.record, coded[5][local.code] if len(local.code) else local.code, []),
        family=_families(folded["family"], row),
    )


def _orders(folded: pl.DataFrame) -> pl.DataFrame:
    """The joined letters in three orders, and the two user names that spell given and family name in full; null where
    the name is too short."""
    long = [pl.col(part).fill_null("").str.replace_all(r"\b[a-z]\b", "") for part in _NAME]
    frame = folded.select(
        whole=pl.concat_str(long, separator=" ").str.strip_chars(), given=long[0], family=long[2]
    )
    whole = pl.col("whole")
    joined = whole.str.replace_all(" ", "", literal=True)
    first, last = whole.str.extract(r"^([a-z]+)"), whole.str.extract(r"([a-z]+)$")
    enough = whole.str.contains(" ", literal=True) & (joined.str.len_bytes() >= 6)
    given = pl.col("given").str.extract(r"([a-z]+)")
    kept = pl.col("family").str.replace_all(_PARTICLE, "").str.replace_all(" ", "", literal=True)
    spelt = (kept != "") & (given.str.len_bytes() + kept.str.len_bytes() >= MIN_LETTERS)
    return frame.select(
        a=pl.when(enough).then(joined),
        b=pl.when(enough).then(last + joined.str.head(-last.str.len_bytes().cast(pl.Int64))),
        c=pl.when(enough).then(joined.str.slice(first.str.len_bytes()) + first),
        gf=pl.when(spelt).then(given + kept),
        fg=pl.when(spelt).then(kept + given),
    )


def _letters(address: pl.Series) -> pl.Series:
    """Letters of personal mailboxes' local parts; null where there are too few."""
    letters = addresses.local(address).str.replace_all(r"[^a-z]+", "")
    told = (letters.str.len_bytes() >= MIN_LETTERS) & ~addresses.is_role(address)
    return pl.select(pl.when(told).then(letters)).to_series()


def _families(family: pl.Series, row: Ints) -> Values:
    distinct = family.unique().drop_nulls().sort()
    known = [names.family_roots(name.replace(" ", "")) for name in distinct.to_list()]
    pairs = [
        (name, root)
        for name, roots in zip(distinct.to_list(), known, strict=True)
        if len(roots) > 1 or names.is_chinese_family(name)
        for root in sorted(roots)
    ]
    table = pl.DataFrame(pairs, schema={"name": pl.String, "root": pl.String}, orient="row")
    (name, root, mine), _ = codes(table["name"], table["root"], family)
    order = np.lexsort((root, name))
    name, root = name[order], root[order]
    start = np.searchsorted(name, mine, "left")
    length = (np.searchsorted(name, mine, "right") - start) * (mine != NONE)
    times = length[row]
    return Values(np.repeat(np.arange(len(row)), times), root[spread(start[row], times)], [])
