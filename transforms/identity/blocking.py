"""Candidate pairs: records that share a key. Several keys, each with a cap; a block over its cap is refined by
second keys instead of dropped, and what is still over the cap is counted.

Trusted records are blocked among themselves first, so that no number of header records can fill a block up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.identity.coding import NONE, Bools, Ints, Values, codes
from transforms.identity.fields import Fields
from transforms.schema import BLOCKING

REFINED_CAP = 60
_VALUE = "value "
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


@dataclass(frozen=True)
class Pairs:
    """Distinct pairs i < j, sorted, and what each rule brought."""

    i: Ints
    j: Ints
    report: pl.DataFrame


def candidates(fields: Fields, network_id: str) -> Pairs:
    """All candidate pairs of one network, and BLOCKING rows."""
    known = np.zeros(0, np.int64)
    report = []
    second = _second_keys(fields)
    for key in _keys(fields):
        codes, counts = _pairs_of(key, fields, second)
        fresh = codes[~_among(codes, known)]
        known = np.sort(np.concatenate([known, fresh]))
        report.append(
            {"network_id": network_id, "rule": key.rule, "n_pairs": len(codes), "n_new": len(fresh), **counts}
        )
    n = max(fields.n, 1)
    return Pairs(
        known // n, known % n, BLOCKING.conform(pl.DataFrame(report, schema_overrides=BLOCKING.schema))
    )


def by_rule(fields: Fields) -> Iterator[tuple[str, Ints]]:
    """(rule, pairs it brings as i * n + j), whether or not an earlier rule brings them too."""
    second = _second_keys(fields)
    for key in _keys(fields):
        yield key.rule, _pairs_of(key, fields, second)[0]


def _keys(f: Fields) -> Iterator[Key]:
    """The rules, surest first."""
    every = np.arange(f.n)
    initial = _first_letter(f)
    bare = np.array([len(t) == 1 for t in f.tokens] + [False])[f.given] & (f.given != NONE)
    yield Key("mailbox", f.mailbox.record, f.mailbox.code, 100, ("initial", "family4"), strong=True)
    yield Key("profile", f.profile.record, f.profile.code, 100, ("family4",), strong=True)
    yield Key("phone", f.phone.record, f.phone.code, 60, ("family4", "root"), strong=True)
    yield _key("full name", every, (f.name_key,), 60)
    local = np.array([len(t) >= 6 for t in f.local.texts] + [False])[f.local.code]
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
    yield _key("address, full name", *_addressed(f), 40)
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


def _distinct(codes: Ints) -> Ints:
    """Sorted distinct values; sorting beats the hash table of numpy.unique several times over."""
    ordered = np.sort(codes)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]


def _among(codes: Ints, known: Ints) -> Bools:
    """Which codes are in the sorted known ones."""
    at = np.searchsorted(known, codes)
    return np.append(known, NONE)[at] == codes


def _sizes(block: Ints) -> Ints:
    """For each element of sorted block numbers, how many share its number."""
    edges = np.flatnonzero(np.concatenate([[True], block[1:] != block[:-1], [True]]))
    counts = np.diff(edges)
    return np.repeat(counts, counts) if len(block) else block


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
    joined = (
        pl.DataFrame({"r": f.affiliation.record, "a": f.affiliation.code})
        .join(pl.DataFrame({"r": f.roots.record, "g": f.roots.code}), on="r")
        .sort("r", "a", "g")
    )
    return joined["r"].to_numpy(), (joined["g"].to_numpy(), joined["a"].to_numpy())


def _bare_initials(f: Fields, every: Ints, initial: Ints, bare: Bools) -> Key:
    """Family and initial, only for families where somebody gives a bare initial."""
    key = _key("family, bare initial", every, (f.family_last, initial), 40)
    wanted = np.unique(key.block[bare[key.record]])
    keep = np.isin(key.block, wanted)
    return Key(key.rule, key.record[keep], key.block[keep], key.cap)


def _handles(f: Fields) -> Key:
    """User names of nameless records with full names that suggest them."""
    rows = np.flatnonzero(f.handle != NONE)
    wanted = np.unique(f.handle[rows])
    suggested = f.name_handles
    hit = np.isin(suggested, wanted) & (suggested != NONE)
    record = np.concatenate([rows, np.nonzero(hit)[0]])
    block = np.concatenate([f.handle[rows], suggested[hit]])
    both = np.unique(np.stack([record, block], axis=1), axis=0).reshape(-1, 2)
    return Key("user name, full name", both[:, 0], both[:, 1], 40)


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


def _addressed(f: Fields) -> tuple[Ints, tuple[Ints, ...]]:
    """Mailboxes whose local part spells somebody's full name, with who is called so."""
    full, spelt = f.aliases.full, f.aliases.spelt
    called = np.isin(full, spelt.code) & (full != NONE) & ~f.derived[:, None]
    spells = np.isin(spelt.code, full)
    record = np.concatenate([np.nonzero(called)[0], spelt.record[spells]])
    name = np.concatenate([full[called], spelt.code[spells]])
    both = np.unique(np.stack([record, name], axis=1), axis=0).reshape(-1, 2)
    return both[:, 0].copy(), (both[:, 1].copy(),)


def _pairs_of(key: Key, f: Fields, second: dict[str, tuple[Ints, Ints]]) -> tuple[Ints, dict[str, int]]:
    trusted = f.trusted[key.record] if len(key.record) else np.zeros(0, bool)
    n = max(f.n, 1)
    codes, counts = _blocks(key, key.record[trusted], key.block[trusted], n, second)
    if trusted.all():
        return codes, counts
    if not (key.strong or key.rule == "full name"):
        return codes, counts
    mixed, more = _blocks(key, key.record, key.block, n, second)
    claims = ~(f.trusted[mixed // n] & f.trusted[mixed % n])
    both = _distinct(np.concatenate([codes, mixed[claims]]))
    return both, {name: counts[name] + more[name] * (name != "n_blocks") for name in counts}


def _blocks(
    key: Key, record: Ints, block: Ints, n: int, second: dict[str, tuple[Ints, Ints]]
) -> tuple[Ints, dict[str, int]]:
    """Pair codes i * n + j of all blocks, over-full ones refined."""
    order = np.argsort(block, kind="stable")
    record, block = record[order], block[order]
    size = _sizes(block)
    full = size > key.cap
    codes = [_emit(record[~full], block[~full], n)]
    wanted = int((size[full] - 1).sum()) // 2
    got = 0
    if full.any():
        added = tuple(name for name in second if name.startswith(_VALUE))
        refined = [_refine(record[full], block[full], n, second[name]) for name in key.refine + added]
        finer = _distinct(np.concatenate(refined))
        got = len(finer)
        codes.append(finer)
    counts = {
        "n_blocks": len(_distinct(block[size > 1])),
        "n_refined": len(_distinct(block[full])),
        "n_left_out": max(wanted - got, 0),
    }
    return _distinct(np.concatenate(codes)), counts


def _refine(record: Ints, block: Ints, n: int, second: tuple[Ints, Ints]) -> Ints:
    """Pairs that share a second key too, in sub-blocks of at most REFINED_CAP."""
    left = pl.DataFrame({"r": record, "b": block})
    right = pl.DataFrame({"r": second[0], "s": second[1]})
    joined = left.join(right, on="r").select("r", k=pl.struct("b", "s").rank("dense").cast(pl.Int64))
    r, k = joined["r"].to_numpy(), joined["k"].to_numpy()
    order = np.argsort(k, kind="stable")
    r, k = r[order], k[order]
    small = _sizes(k) <= REFINED_CAP
    return _emit(r[small], k[small], n)


def _emit(record: Ints, block: Ints, n: int) -> Ints:
    """All pairs within equal consecutive block numbers, as codes i * n + j with i < j."""
    if len(record) < 2:
        return np.zeros(0, np.int64)
    starts = np.flatnonzero(np.concatenate([[True], block[1:] != block[:-1]]))
    sizes = np.diff(np.append(starts, len(block)))
    position = np.arange(len(block)) - np.repeat(starts, sizes)
    later = np.repeat(sizes, sizes) - 1 - position
    left = np.repeat(np.arange(len(block)), later)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(later) - later, later)
    a, b = record[left], record[left + 1 + offset]
    low, high = np.minimum(a, b), np.maximum(a, b)
    distinct = low != high
    return _distinct(low[distinct] * n + high[distinct])


def _second_keys(f: Fields) -> dict[str, tuple[Ints, Ints]]:
    every = np.arange(f.n)

    def present(code: Ints) -> tuple[Ints, Ints]:
        return every[code != NONE], code[code != NONE]

    four = np.unique([t[:4] for t in f.local.texts] or [""], return_inverse=True)[1]
    return {
        "city": present(f.city),
        "affiliation": (f.affiliation.record, f.affiliation.code),
        "local4": (f.local.record, np.asarray(four)[f.local.code] if len(f.local.code) else f.local.code),
        "initial": present(_first_letter(f)),
        "family4": present(_prefix(f, f.family_last, 4)),
        "root": (f.roots.record, f.roots.code),
        **{_VALUE + value.spec.name: present(value.code) for value in f.values},
    }


def _prefix(f: Fields, code: Ints, length: int) -> Ints:
    """Codes of the tokens' first letters; tokens shorter than that keep what they have."""
    heads = codes(pl.Series(f.tokens, dtype=pl.String).str.head(length))[0][0]
    return np.append(heads, NONE)[code]


def _first_letter(f: Fields) -> Ints:
    return np.where(f.given == NONE, NONE, np.array([ord(t[0]) for t in f.tokens] + [NONE])[f.given])


__all__ = ["Key", "Pairs", "Values", "candidates"]
