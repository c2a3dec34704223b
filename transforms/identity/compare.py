"""Candidate pairs -> one packed pattern a pair, what forbids them, and whether their evidence may be acted on.

Pairs are worked through in buckets to bound memory; every bucket is independent of the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from transforms.identity import levels, specs
from transforms.identity.coding import NONE, Ints, member
from transforms.identity.compare_names import name_level
from transforms.identity.evidence import safe, veto
from transforms.identity.fields import Fields
from transforms.identity.lookups import PHONE_CUTS, Lookups, lookups
from transforms.identity.similarity import similarity
from transforms.identity.specs import Value

SLIP = levels.EMAIL.index("addresses nearly the same")
NEAR_ADDRESS = 0.96
"""Jaro-Winkler similarity of whole addresses."""
NEAR_CITY = 0.85
"""Jaro-Winkler similarity from which two towns may be one, spelt wrongly."""
_MIN_N = 200
"""Chance bearers are never reckoned among fewer records than this."""
_NO_MAIL, _ALIKE = member((0, 3)), member((3, 4))
_MAIL_CUTS = (0.6, 0.75, 0.85, 0.92, 1.5)

Small = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Compared:
    """Aligned with the pairs. ``pattern`` packs the levels (see levels.SIZES), ``veto`` indexes levels.VETOES;
    ``safe`` grades the kind of evidence (evidence.SAFE, CAREFUL, 0): how much weight it needs to be acted on."""

    pattern: Ints
    veto: Small
    safe: Small


def compare(f: Fields, i: Ints, j: Ints, buckets: int = 1) -> Compared:
    """Compares all pairs; the result is the same for any number of buckets."""
    out = Compared(np.zeros(len(i), np.int64), np.zeros(len(i), np.int8), np.zeros(len(i), np.int8))
    look = lookups(f)
    for part in np.array_split(np.arange(len(i)), buckets):
        out.pattern[part], out.veto[part], out.safe[part] = _compare(f, look, i[part], j[part])
    return out


def unpack(pattern: Ints, values: tuple[Value, ...] = ()) -> list[Ints]:
    """The fields of packed patterns: name, band, email, phone, profile, affiliation, city, source, added values."""
    out = []
    for size in reversed((*levels.SIZES, *(len(value.spec.levels) for value in values))):
        out.append(pattern % size)
        pattern = pattern // size
    return out[::-1]


def distinct_patterns(pattern: Ints) -> tuple[Ints, Ints]:
    """(distinct packed patterns, the place of each one's among them). Without added values there are so few possible
    ones that a table beats sorting the pairs."""
    possible = int(np.prod(levels.SIZES))
    if len(pattern) < possible // 8 or pattern.max() >= possible:
        patterns, back = np.unique(pattern, return_inverse=True)
        return patterns, back.reshape(-1)
    patterns = np.flatnonzero(np.bincount(pattern, minlength=possible))
    place = np.zeros(possible, np.int64)
    place[patterns] = np.arange(len(patterns))
    return patterns, place[pattern]


def _compare(f: Fields, look: Lookups, i: Ints, j: Ints) -> tuple[Ints, Ints, Small]:
    name, bits = name_level(f, i, j, look)
    band = np.digitize(bits - np.log2(max(f.n_reference, _MIN_N)), levels.BANDS)
    email = _email_level(f, look, i, j)
    phone = _phone_level(f, look, i, j)
    known, same = look.profile.sharing(i, j)
    profile = np.where(same, 1, np.where(known, 2, 0))
    affiliation = _affiliation_level(f, look, i, j)
    city = _city_level(f, i, j)
    source = (f.source[i] == f.source[j]).astype(np.int64)
    fields = (name, band, email, phone, profile, affiliation, city, source)
    pattern = np.zeros(len(i), np.int64)
    for level, size in zip(fields, levels.SIZES, strict=True):
        pattern = pattern * size + level
    for value in f.values:
        pattern = pattern * len(value.spec.levels) + specs.compare(value, i, j)
    forbidden = veto(f, i, j, name, email, phone, profile)
    if f.values:
        # Much else is compared then, and each value speaks for itself: names that disagree are weighed, not final.
        forbidden[(forbidden == 1) | (forbidden == 6)] = 0
    return pattern, forbidden, safe(f, look, i, j, name, email, phone, profile, affiliation)


def _email_level(f: Fields, look: Lookups, i: Ints, j: Ints) -> Ints:
    """The best of all address pairs; a shared personal mailbox beats everything."""
    level = np.zeros(len(i), np.int64)
    pair, left, right = look.local.joined(i, j)
    if len(pair):
        near = similarity(f.local.texts, left, right, cutoff=_MAIL_CUTS[0] - 0.01)
        same = left == right
        near[same] = np.where(look.telling[left[same]], 2.0, 0.93)
        best = np.full(len(i), -1.0)
        np.maximum.at(best, pair, near)
        level = np.where(best < 0, 0, 8 - np.digitize(best, _MAIL_CUTS))
    pair, left, right = look.mailbox.joined(i, j)
    _slips(f, level, pair, left, right)
    pair, code = pair[left == right], left[left == right]
    weak = f.weak_mailbox[code] if len(code) else np.zeros(0, bool)
    shared = pair[weak]
    level[shared] = np.where(_NO_MAIL[level[shared]], 2, level[shared])
    level[pair[~weak]] = 1
    colleagues = look.work_domain.sharing(i, j)[1]
    level[colleagues & (level >= 4) & (level < SLIP)] = 9
    return level


def _slips(f: Fields, level: Ints, pair: Ints, left: Ints, right: Ints) -> None:
    """Marks, in place, pairs of which an address of one is the other's but for a slip of the pen: nearly the same text
    with the same digits (john1 and john2 are two people)."""
    rows = np.flatnonzero((left != right) & _ALIKE[level[pair]])
    near = similarity(f.mailbox.texts, left[rows], right[rows], cutoff=NEAR_ADDRESS) >= NEAR_ADDRESS
    rows = rows[near]
    digits = f.mailbox.texts.gather(np.concatenate([left[rows], right[rows]]))
    digits = digits.str.replace_all(r"\D", "")
    level[pair[rows[(digits[: len(rows)] == digits[len(rows) :]).to_numpy()]]] = SLIP


def _city_level(f: Fields, i: Ints, j: Ints) -> Ints:
    a, b = f.city[i], f.city[j]
    level = np.where((a == NONE) | (b == NONE), 0, np.where(a == b, 1, 2))
    rows = np.flatnonzero(level == 2)
    near = similarity(f.city_texts, a[rows], b[rows], cutoff=NEAR_CITY) >= NEAR_CITY
    level[rows[near]] = 3
    return level


def _phone_level(f: Fields, look: Lookups, i: Ints, j: Ints) -> Ints:
    """The most telling shared number, by how many people hold it."""
    pair, left, right = look.phone.joined(i, j)
    level = np.zeros(len(i), np.int64)
    level[pair] = 6
    same = left == right
    np.minimum.at(level, pair[same], 1 + np.digitize(f.holders["phone"][left[same]], PHONE_CUTS))
    return level


def _affiliation_level(f: Fields, look: Lookups, i: Ints, j: Ints) -> Ints:
    """The smallest shared organisation, by how many records share it."""
    pair, left, right = look.affiliation.joined(i, j)
    level = np.zeros(len(i), np.int64)
    level[pair] = 6
    stated = (
        (f.organisation[i] != NONE) & (f.organisation[j] != NONE) & (f.organisation[i] != f.organisation[j])
    )
    level[(level == 6) & stated] = 7
    same = left == right
    np.minimum.at(level, pair[same], look.affiliation_grade[left[same]])
    return level


__all__ = ["Compared", "compare", "distinct_patterns", "name_level", "unpack"]
