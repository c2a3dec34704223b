"""Written names as codes: folded, cut into the parts that comparison and blocking use, each distinct name once.

A record without a full name may get one from the local part of its address (greg.bombieri@… of a Greg), marked as
derived; its letters are kept as a user name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.identity.coding import (
    NO_TEXTS,
    Bools,
    Ints,
    Values,
    codes,
    integers,
    spread,
    texts_of,
)
from transforms.identity.words import Written, fold
from transforms.normalise import emails, names
from transforms.normalise.columns import mapped

CODED = ("given", "given_all", "family", "family_last", "family_all", "middle")
KEY, HANDLE = "\x00", "\x01"
"""Marks that keep order-free keys and user names apart from name tokens of the same letters."""
_SEPARATORS = re.compile(r"[^a-z]+")


@dataclass
class NameParts:
    """Codes of the parts of each record's name (see Fields) and of its nickname roots."""

    columns: dict[str, Ints]
    nick: Ints
    handle: Ints
    name_handles: Ints
    derived: Bools
    roots: Values
    tokens: pl.Series


def name_parts(records: pl.DataFrame, written: Written) -> NameParts:
    """RECORD rows and their written names -> codes of their names."""
    at, parts = written.at.copy(), written.parts
    words = parts.select(pl.col("given", "family_all").fill_null("")).rows()
    lacking = (parts["given"].is_null() | parts["family_all"].is_null()).to_numpy()
    guessed, handle = _from_addresses(records["emails"], at, lacking, words)
    derived = np.zeros(records.height, bool)
    if guessed:
        found = sorted({name for _, name in guessed})
        where = {name: parts.height + k for k, name in enumerate(found)}
        for record, name in guessed:
            at[record], derived[record] = where[name], True
        columns = {
            "given": [g for g, _ in found],
            "middle": [None] * len(found),
            "family": [f for _, f in found],
        }
        parts = pl.concat([parts, fold(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)))])
    return _coded(records, parts, at, derived, handle)


def _coded(
    records: pl.DataFrame, parts: pl.DataFrame, at: Ints, derived: Bools, handle: pl.Series
) -> NameParts:
    suggested = [_suggested(parts, k, handle) for k in range(5)]
    first = parts["given"].drop_nulls().unique(maintain_order=True)
    stands_for = [sorted(names.roots(name)) for name in first.to_list()]
    nick = mapped(records["nickname"], lambda text: names.fold(text).split(" ")[0])
    columns = [parts[name] for name in CODED]
    root_of = pl.Series([root for roots in stands_for for root in roots], dtype=pl.String)
    coded, tokens = codes(*columns, KEY + parts["key"], first, root_of, nick, HANDLE + handle, *suggested)
    of_part = dict(zip((*CODED, "name_key"), coded, strict=False))
    of_part["middle_initial"] = integers(parts["initial"])
    name, root, nick_code, handle_code, *handles = coded[len(CODED) + 1 :]
    n_roots = np.array([len(roots) for roots in stands_for], np.int64)
    start, length = np.zeros(len(tokens) + 1, np.int64), np.zeros(len(tokens) + 1, np.int64)
    start[name], length[name] = np.cumsum(n_roots) - n_roots, n_roots
    start, length = start[of_part["given"]], length[of_part["given"]]
    record = np.repeat(np.arange(len(at)), length[at])
    return NameParts(
        columns={name: code[at] for name, code in of_part.items()},
        nick=nick_code,
        handle=handle_code,
        name_handles=np.stack(handles, axis=1)[at],
        derived=derived,
        roots=Values(record, root[spread(start[at], length[at])], NO_TEXTS),
        tokens=tokens,
    )


def _suggested(parts: pl.DataFrame, kind: int, handle: pl.Series) -> pl.Series:
    """A user name that full names suggest; those that nobody uses are left out."""
    g, f = pl.col("given"), pl.col("family_all")
    form = (g + f, f + g, g.str.head(1) + f, g + f.str.head(1), f)[kind]
    full = (g.str.len_bytes() > 1) & (f.str.len_bytes() > 1)
    used = handle.drop_nulls().unique().implode()
    return parts.select(pl.when(full & form.is_in(used)).then(HANDLE + form))[:, 0]


def _from_addresses(
    addresses: pl.Series, at: Ints, lacking: Bools, words: list[tuple[str, str]]
) -> tuple[list[tuple[int, tuple[str, str]]], pl.Series]:
    """For records without a full name: (record, name read from the address) where there is one, and the user name
    of each record (letters of its one word or of the local part; five at least)."""
    rows = np.flatnonzero(lacking[at])
    guessed, handles = [], []
    for record, mine in zip(rows.tolist(), addresses.gather(rows).to_list(), strict=True):
        given, family = words[at[record]]
        one_word = given or family
        local = [word for word in _SEPARATORS.split(_personal_local(mine)) if word]
        if name := _guess_name(one_word, local):
            guessed.append((record, name))
        letters = one_word if len(one_word) >= 5 else "".join(local)
        handles.append(letters if len(letters) >= 5 else None)
    column = pl.Series([None], dtype=pl.String).new_from_index(0, len(addresses))
    return guessed, column.scatter(rows, texts_of(handles)) if len(rows) else column


def _guess_name(one_word: str, local: list[str]) -> tuple[str, str] | None:
    """(given, family) from the words of a local part, for a record without a name or with a given name only:
    greg.bombieri or gregbombieri of a Greg is Greg Bombieri."""
    if not one_word:
        return (local[0], local[1]) if len(local) == 2 and max(map(len, local)) > 2 else None
    if len(one_word) < 3:
        return None
    if len(local) == 2 and one_word in local:
        other = local[0] if local[1] == one_word else local[1]
        return (one_word, other) if len(other) > 2 else None
    letters = "".join(local)
    rest = letters.removeprefix(one_word) if letters.startswith(one_word) else letters.removesuffix(one_word)
    return (one_word, rest) if rest != letters and len(rest) > 2 else None


def _personal_local(addresses: list[str] | None) -> str:
    for address in addresses or []:
        if not emails.is_role(address) and not emails.is_list_like(address):
            return (
                emails.comparison_key(address).rpartition("@")[0]
                if "gmail" not in address
                else address.partition("@")[0].split("+")[0]
            )
    return ""
