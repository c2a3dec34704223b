"""Candidate pairs: records that share a key. Several keys, each with a cap; a block over its cap is refined by
second keys instead of dropped, and what is still over the cap is counted.

Trusted records are blocked among themselves first, so that no number of header records can fill a block up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from transforms.identity.block_keys import VALUE, Key, keys, second_keys
from transforms.identity.coding import NONE, Bools, Ints, changes, distinct, spread
from transforms.identity.fields import Fields
from transforms.identity.lookups import Held
from transforms.schema import BLOCKING

REFINED_CAP = 60
RULES = 64
"""More rules than there are: a pair and the number of the rule that brings it are sorted as one integer."""
AT_ONCE = 8_000_000
"""Pairs held before they are sorted in among the known ones, to bound memory."""
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""Spreads block numbers over a table (Knuth's multiplicative hashing)."""


@dataclass(frozen=True)
class Pairs:
    """Distinct pairs i < j, sorted, and what each rule brought."""

    i: Ints
    j: Ints
    report: pl.DataFrame


@dataclass
class _Found:
    """Pair codes i * n + j so far, sorted, and by rule how many it brings and how many no earlier rule brought."""

    known: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    n_pairs: Ints = field(default_factory=lambda: np.zeros(RULES, np.int64))
    n_new: Ints = field(default_factory=lambda: np.zeros(RULES, np.int64))
    waiting: list[Ints] = field(default_factory=list)

    def add(self, rule: int, pairs: Ints) -> None:
        self.waiting.append(pairs * RULES + rule)
        if sum(map(len, self.waiting)) > AT_ONCE:
            self.settle()

    def settle(self) -> None:
        """Sorts what waits in among the known pairs."""
        both = np.concatenate(self.waiting) if self.waiting else np.zeros(0, np.int64)
        self.waiting = []
        both.sort()
        both = both[changes(both)]
        self.n_pairs += np.bincount(both % RULES, minlength=RULES)
        both = both[changes(both // RULES)]
        pair = both // RULES
        fresh = ~_among(pair, self.known)
        self.n_new += np.bincount(both[fresh] % RULES, minlength=RULES)
        self.known = np.concatenate([self.known, pair[fresh]])
        self.known.sort(kind="stable")  # merges two sorted runs


def candidates(fields: Fields, network_id: str) -> Pairs:
    """All candidate pairs of one network, and BLOCKING rows."""
    second = second_keys(fields)
    found, report = _Found(), []
    for number, key in enumerate(keys(fields)):
        pairs, counts = _pairs_of(key, fields, second)
        found.add(number, pairs)
        report.append({"network_id": network_id, "rule": key.rule, **counts})
    found.settle()
    for number, row in enumerate(report):
        row |= {"n_pairs": int(found.n_pairs[number]), "n_new": int(found.n_new[number])}
    n = max(fields.n, 1)
    i = found.known // n
    return Pairs(
        i, found.known - i * n, BLOCKING.conform(pl.DataFrame(report, schema_overrides=BLOCKING.schema))
    )


def by_rule(fields: Fields) -> Iterator[tuple[str, Ints]]:
    """(rule, pairs it brings as i * n + j), whether or not an earlier rule brings them too."""
    second = second_keys(fields)
    for key in keys(fields):
        yield key.rule, distinct(_pairs_of(key, fields, second)[0])


def _among(codes: Ints, known: Ints) -> Bools:
    """Which codes are in the sorted known ones."""
    at = np.searchsorted(known, codes)
    return np.append(known, NONE)[at] == codes


def _perhaps_shared(block: Ints) -> Bools:
    """Rows whose block may hold another row, too; the rest surely stand alone. Much cheaper than sorting them."""
    bits = max(len(block).bit_length() + 1, 4)
    slot = ((block.view(np.uint64) * _MIX) >> np.uint64(64 - bits)).view(np.int64)
    return (np.bincount(slot, minlength=1 << bits) > 1)[slot]


def _pairs_of(key: Key, f: Fields, second: dict[str, Held]) -> tuple[Ints, dict[str, int]]:
    """Pair codes of one rule, in no order, some of them perhaps twice."""
    trusted = f.trusted[key.record] if len(key.record) else np.zeros(0, bool)
    n = max(f.n, 1)
    if trusted.all():
        return _blocks(key, key.record, key.block, n, second)
    codes, counts = _blocks(key, key.record[trusted], key.block[trusted], n, second)
    if not (key.strong or key.rule == "full name"):
        return codes, counts
    mixed, more = _blocks(key, key.record, key.block, n, second)
    claims = ~(f.trusted[mixed // n] & f.trusted[mixed % n])
    both = np.concatenate([codes, mixed[claims]])
    return both, {name: counts[name] + more[name] * (name != "n_blocks") for name in counts}


def _blocks(
    key: Key, record: Ints, block: Ints, n: int, second: dict[str, Held]
) -> tuple[Ints, dict[str, int]]:
    """Pair codes i * n + j of all blocks, over-full ones refined."""
    if len(block) > 1:
        shared = _perhaps_shared(block)
        record, block = record[shared], block[shared]
    order = np.argsort(block)
    record, block = record[order], block[order]
    size, number = _sizes(block)
    full = size > key.cap
    codes = [_emit(record[~full], block[~full], n, key.needs)]
    wanted = int((size[full] - 1).sum()) // 2
    got = 0
    if full.any():
        added = tuple(name for name in second if name.startswith(VALUE))
        refined = [
            _refine(record[full], number[full], n, second[name], key.needs) for name in key.refine + added
        ]
        finer = distinct(np.concatenate(refined))
        got = len(finer)
        codes.append(finer)
    counts = {
        "n_blocks": int(changes(number[size > 1]).sum()),
        "n_refined": int(changes(number[full]).sum()),
        "n_left_out": max(wanted - got, 0),
    }
    return np.concatenate(codes), counts


def _sizes(block: Ints) -> tuple[Ints, Ints]:
    """For each element of sorted block numbers, how many share its number; and the numbers without gaps."""
    first = np.flatnonzero(changes(block))
    counts = np.diff(np.append(first, len(block)))
    return np.repeat(counts, counts), np.repeat(np.arange(len(counts)), counts)


def _refine(record: Ints, block: Ints, n: int, second: Held, needs: Bools | None) -> Ints:
    """Pairs that share a second key too, in sub-blocks of at most REFINED_CAP."""
    start = second.start[record]
    times = second.start[record + 1] - start
    record, block = np.repeat(record, times), np.repeat(block, times)
    code = second.code[spread(start, times)]
    finer = block * (int(code.max(initial=0)) + 1) + code
    order = np.argsort(finer)
    record, finer = record[order], finer[order]
    small = _sizes(finer)[0] <= REFINED_CAP
    return _emit(record[small], finer[small], n, needs)


def _emit(record: Ints, block: Ints, n: int, needs: Bools | None) -> Ints:
    """All pairs within equal consecutive block numbers, as codes i * n + j with i < j."""
    size, _ = _sizes(block)
    first = np.flatnonzero(changes(block))
    position = np.arange(len(block)) - np.repeat(first, size[first])
    later = size - 1 - position
    left = np.repeat(record, later)
    right = record[spread(np.arange(1, len(block) + 1), later)]
    apart = left != right
    if needs is not None:
        apart &= needs[left] | needs[right]
    left, right = left[apart], right[apart]
    return np.minimum(left, right) * n + np.maximum(left, right)
