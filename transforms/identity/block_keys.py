"""The rules that bring records together: for each, which record lies in which block, and how over-full blocks are split."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from transforms.identity.coding import (
    NO_TEXTS,
    NONE,
    Bools,
    Ints,
    Values,
    codes,
    distinct,
    lengths,
    spread,
    starts,
)
from transforms.identity.fields import Fields
from transforms.identity.lookups import Held

VALUE = "value "
"""Mark of second keys that are added values."""


@dataclass(frozen=True)
class Key:
    """One rule: record ``record[k]`` lies in block ``block[k]``; at most ``cap`` records a block; over-full
    blocks are split by each of the named second keys."""

    rule: str
    record: Ints
    block: Ints
    cap: int
    refine: tuple[str, ...] = ("city", "affiliation", "local4")
    strong: bool = False
    """Equal identifiers: the only rule that pairs header records with each other besides equal full names."""
    needs: Bools | None = None
    """By record: one of the two must have it, for the others of a block are no news to each other."""


def keys(f: Fields) -> Iterator[Key]:
    """The rules, surest first."""
    every = np.arange(f.n)
    initial = f.first[f.given]
    bare = f.length[f.given] == 1
    yield Key("mailbox", f.mailbox.record, f.mailbox.code, 100, ("initial", "family4"), strong=True)
    yield Key("profile", f.profile.record, f.profile.code, 100, ("family4",), strong=True)
    yield Key("phone", f.phone.record, f.phone.code, 60, ("family4", "root"), strong=True)
    yield _key("full name", every, (f.name_key,), 60)
    local = lengths(f.local.texts)[f.local.code] >= 6
    yield _key("user name", f.local.record[local], (f.local.code[local],), 40)
    rr, rc = f.roots.record, f.roots.code
    yield _key("family, given root", rr, (f.family[rr], rc), 40)
    yield _key(
        "last family, given root", rr, (np.where(f.family_last != f.family, f.family_last, NONE)[rr], rc), 40
    )
    yield _key("middle as family, given root", *_with_middle(f), 40)
    yield _key("swapped", *_swapped(f), 40)
    three, four = _prefix(f, f.given, 3), _prefix(f, f.family_last, 4)
    family3 = _prefix(f, f.family_last, 3)
    yield _key("family[:4], given[:3]", every, (four, three), 40)
    yield _key("given, family[:3]", every, (f.given, family3), 40)
    yield _key("all given names, family[:3]", every, (f.given_all, family3), 40)
    yield _key("family, middle name", *_middle_as_given(f), 40)
    ar, ac = f.affiliation.record, f.affiliation.code
    yield _key("family, affiliation", ar, (f.family_last[ar], ac), 40)
    yield _key("given root, affiliation", *_root_affiliation(f), 40)
    yield _key("family, initial, affiliation", ar, (f.family[ar], initial[ar], ac), 40)
    yield _bare_initials(f, every, initial, bare)
    yield _handles(f)
    yield _key("same letters", np.repeat(every, 3), (f.aliases.letters.reshape(-1),), 40)
    yield _addressed(f)
    fr, fc = f.aliases.family.record, f.aliases.family.code
    yield _key("romanised family, given", fr, (fc, f.given_all[fr]), 40)
    yield from _values(f, every, three, four)


def _key(rule: str, record: Ints, parts: tuple[Ints, ...], cap: int) -> Key:
    """A key of several codes: rows where one of them is missing are left out."""
    present = np.all([part != NONE for part in parts], axis=0)
    record, parts = record[present], tuple(part[present] for part in parts)
    block = parts[0]
    for part in parts[1:]:
        block = block * (int(part.max(initial=0)) + 1) + part
    return Key(rule, record, block, cap)


def _with_middle(f: Fields) -> tuple[Ints, tuple[Ints, ...]]:
    """Two family names written as middle and family: block the middle one with family names of others."""
    rows = np.flatnonzero(f.middle != NONE)
    members = np.concatenate([f.roots.record, f.roots.record])
    middle = np.isin(f.roots.record, rows)
    family = np.concatenate([np.where(middle, f.middle[f.roots.record], NONE), f.family[f.roots.record]])
    return members, (family, np.concatenate([f.roots.code, f.roots.code]))


def _middle_as_given(f: Fields) -> tuple[Ints, tuple[Ints, ...]]:
    """Known by the second given name: middle names of some with given names of others."""
    rows = np.flatnonzero(f.middle != NONE)
    members = np.concatenate([np.arange(f.n), rows])
    return members, (f.family_last[members], np.concatenate([f.given, f.middle[rows]]))


def _swapped(f: Fields) -> tuple[Ints, tuple[Ints, ...]]:
    """Given and family in either order."""
    low, high = np.minimum(f.given_all, f.family_all), np.maximum(f.given_all, f.family_all)
    return np.arange(f.n), (np.where(low == NONE, NONE, low), high)


def _root_affiliation(f: Fields) -> tuple[Ints, tuple[Ints, ...]]:
    start = starts(f.roots, f.n)
    record = f.affiliation.record
    times = start[record + 1] - start[record]
    root = f.roots.code[spread(start[record], times)]
    return np.repeat(record, times), (root, np.repeat(f.affiliation.code, times))


def _bare_initials(f: Fields, every: Ints, initial: Ints, bare: Bools) -> Key:
    """Family and initial, only for families where somebody gives a bare initial."""
    key = _key("family, bare initial", every, (f.family_last, initial), 40)
    keep = _told(f.family_last[bare], len(f.tokens))[f.family_last[key.record]]
    wanted = distinct(key.block[bare[key.record]])
    keep[keep] = np.isin(key.block[keep], wanted)
    return Key(key.rule, key.record[keep], key.block[keep], key.cap, needs=bare)


def _handles(f: Fields) -> Key:
    """User names of nameless records with full names that suggest them."""
    rows = np.flatnonzero(f.handle != NONE)
    suggested = f.name_handles
    hit = _told(f.handle[rows], len(f.tokens))[suggested]
    record = np.concatenate([rows, np.nonzero(hit)[0]])
    block = np.concatenate([f.handle[rows], suggested[hit]])
    return Key("user name, full name", *_once(record, block, f.n), 40, needs=f.handle != NONE)


def _values(f: Fields, every: Ints, three: Ints, four: Ints) -> Iterator[Key]:
    """Added values: alone, with a part of the name or the city, and with each other; the city with a part of the
    name, since names that are compared with so much else may differ more."""
    if f.values:
        yield _key("city, given[:3]", every, (f.city, three), 60)
        yield _key("city, family[:4]", every, (f.city, four), 60)
    for n, value in enumerate(f.values):
        name = value.spec.name
        yield _key(name, every, (value.code,), 60)
        yield _key(f"{name}, given[:3]", every, (value.code, three), 60)
        yield _key(f"{name}, family[:4]", every, (value.code, four), 60)
        for other in f.values[n + 1 :]:
            yield _key(f"{name}, {other.spec.name}", every, (value.code, other.code), 60)


def _addressed(f: Fields) -> Key:
    """Mailboxes whose local part spells somebody's full name, with who is called so."""
    full, spelt = f.aliases.full, f.aliases.spelt
    last = int(max(full.max(initial=NONE), spelt.code.max(initial=NONE)))
    called = _told(spelt.code, last + 1)[full] & ~f.derived[:, None]
    spells = _told(full.reshape(-1), last + 1)[spelt.code]
    record = np.concatenate([np.nonzero(called)[0], spelt.record[spells]])
    name = np.concatenate([full[called], spelt.code[spells]])
    needs = np.zeros(f.n, bool)
    needs[spelt.record[spells]] = True
    return Key("address, full name", *_once(record, name, f.n), 40, needs=needs)


def _once(record: Ints, block: Ints, n: int) -> tuple[Ints, Ints]:
    """Rows of (record, block), each once."""
    both = distinct(block * max(n, 1) + record)
    return both % max(n, 1), both // max(n, 1)


def _told(code: Ints, n: int) -> Bools:
    """By code below n, and NONE at the end: whether it is among these; NONE is not."""
    table = np.zeros(n + 1, bool)
    table[code] = True
    table[n] = False
    return table


def second_keys(f: Fields) -> dict[str, Held]:
    """What over-full blocks are split by: codes by record."""

    def single(code: Ints) -> Held:
        rows = np.flatnonzero(code != NONE)
        return Held.of(Values(rows, code[rows], NO_TEXTS), f.n)

    four = codes(f.local.texts.str.head(4))[0][0]
    local = f.local
    return {
        "city": single(f.city),
        "affiliation": Held.of(f.affiliation, f.n),
        "local4": Held.of(Values(local.record, four[local.code] if local.n else local.code, NO_TEXTS), f.n),
        "initial": single(f.first[f.given]),
        "family4": single(_prefix(f, f.family_last, 4)),
        "root": Held.of(f.roots, f.n),
        **{VALUE + value.spec.name: single(value.code) for value in f.values},
    }


def _prefix(f: Fields, code: Ints, length: int) -> Ints:
    """Codes of the tokens' first letters; tokens shorter than that keep what they have."""
    used = np.unique(code)
    used = used[used != NONE]
    heads = np.full(len(f.tokens) + 1, NONE, np.int64)
    heads[used] = codes(f.tokens.gather(used).str.head(length))[0][0]
    return heads[code]
