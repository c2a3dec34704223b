"""What else a record's name may be called, as codes: its letters however they are cut into words, the user names
that spell it in full, the names that its addresses spell, and the originals of a romanised family name."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.identity.coding import NONE, Ints, Values, codes, listed, mapped, spread
from transforms.normalise import emails, names

MIN_LETTERS = 7
"""A shorter local part spells no full name."""
_NOT_LETTER = re.compile(r"[^a-z]+")
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
    orders = pl.DataFrame(
        [_orders(*parts) for parts in folded.iter_rows()], schema=["a", "b", "c", "gf", "fg"], orient="row",
        schema_overrides=dict.fromkeys(("a", "b", "c", "gf", "fg"), pl.String),
    )  # fmt: skip
    local = listed(records["emails"], _letters)
    coded, _ = codes(*orders, pl.Series(local.texts, dtype=pl.String))
    table = np.stack(coded[:5], axis=1)[row]
    return Aliases(
        letters=table[:, :3].copy(),
        full=table[:, 3:].copy(),
        spelt=Values(local.record, coded[5][local.code] if len(local.code) else local.code, []),
        family=_families(folded["family"], row),
    )


def _orders(given: str | None, middle: str | None, family: str | None) -> tuple[str | None, ...]:
    """The joined letters in three orders, and the two user names that spell given and family name in full."""
    given_words = [word for word in (given or "").split() if len(word) > 1]
    middle_words = [word for word in (middle or "").split() if len(word) > 1]
    family_words = [word for word in (family or "").split() if len(word) > 1]
    words = given_words + middle_words + family_words
    letters: tuple[str | None, ...] = (None, None, None)
    if len(words) > 1 and sum(map(len, words)) >= 6:
        letters = tuple(map("".join, (words, [words[-1], *words[:-1]], [*words[1:], words[0]])))
    kept = "".join(word for word in family_words if word not in names.PARTICLES)
    full: tuple[str | None, ...] = (None, None)
    if given_words and kept and len(given_words[0]) + len(kept) >= MIN_LETTERS:
        full = (given_words[0] + kept, kept + given_words[0])
    return *letters, *full


def _letters(address: str) -> str | None:
    """Letters of a personal mailbox's local part."""
    if emails.is_role(address):
        return None
    letters = _NOT_LETTER.sub("", address.rpartition("@")[0].split("+", 1)[0])
    return letters if len(letters) >= MIN_LETTERS else None


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
