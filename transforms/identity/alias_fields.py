"""What else a record's name may be called, as codes: its letters however they are cut into words, the user names
that spell it in full, the names that its addresses spell, and the originals of a romanised family name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.identity import addresses
from transforms.identity.coding import NO_TEXTS, NONE, Ints, Values, codes, integers, spread
from transforms.identity.words import Written
from transforms.normalise import names
from transforms.normalise.columns import distinct_texts

MIN_LETTERS = 7
"""A shorter local part spells no full name."""
MIN_WHOLE = 6
"""Fewer letters are no name that could be cut into words in two ways."""


@dataclass(frozen=True)
class Aliases:
    """Codes of one space: ``letters`` (n x 3: words as written, last one first, first one last), ``full`` (n x 2:
    given + family, family + given), ``spelt`` (letters of personal local parts, as a long table). ``family`` has a
    space of its own: names that the family name is a romanisation of, itself included, where the tables know any."""

    letters: Ints
    full: Ints
    spelt: Values
    family: Values


def encode(written: Written, mailbox: Values) -> Aliases:
    """Written names and personal mailboxes -> Aliases."""
    parts, row = written.parts, written.at
    told = _letters(mailbox.texts)
    coded, _ = codes(*_orders(parts).get_columns(), told)
    table = np.stack(coded[:5], axis=1)[row]
    code = coded[5][mailbox.code] if mailbox.n else mailbox.code
    kept = code != NONE
    return Aliases(
        letters=table[:, :3].copy(),
        full=table[:, 3:].copy(),
        spelt=Values(mailbox.record[kept], code[kept], NO_TEXTS),
        family=_families(parts["romanised"], row),
    )


def _orders(parts: pl.DataFrame) -> pl.DataFrame:
    """The joined letters in three orders, and the two user names that spell given and family name in full; null where
    the name is too short."""
    letters, first, last = pl.col("letters"), pl.col("first"), pl.col("last")
    enough = (letters != first) & (letters.str.len_bytes() >= MIN_WHOLE)
    given, family = pl.col("spelt_given"), pl.col("spelt_family")
    spelt = given.str.len_bytes() + family.str.len_bytes() >= MIN_LETTERS
    return parts.select(
        a=pl.when(enough).then(letters),
        b=pl.when(enough).then(last + letters.str.head(-last.str.len_bytes().cast(pl.Int64))),
        c=pl.when(enough).then(letters.str.slice(first.str.len_bytes()) + first),
        gf=pl.when(spelt).then(given + family),
        fg=pl.when(spelt).then(family + given),
    )


def _letters(address: pl.Series) -> pl.Series:
    """Letters of personal mailboxes' local parts; null where there are too few."""
    letters = addresses.local(address).str.replace_all(r"[^a-z]+", "")
    told = (letters.str.len_bytes() >= MIN_LETTERS) & ~addresses.is_role(address)
    return pl.select(pl.when(told).then(letters)).to_series()


def _families(family: pl.Series, row: Ints) -> Values:
    at, texts = distinct_texts(family)
    known = [names.family_roots(name.replace(" ", "")) for name in texts.to_list()]
    told = [
        sorted(roots) if len(roots) > 1 or names.is_chinese_family(name) else []
        for name, roots in zip(texts.to_list(), known, strict=True)
    ]
    length = np.array([len(roots) for roots in told] + [0])
    first = np.cumsum(length) - length
    (root,), _ = codes(pl.Series([root for roots in told for root in roots], dtype=pl.String))
    mine = integers(at)[row]
    return Values(
        np.repeat(np.arange(len(row)), length[mine]), root[spread(first[mine], length[mine])], NO_TEXTS
    )
