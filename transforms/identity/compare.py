"""Candidate pairs -> one packed pattern a pair, and vetoes.

Cheap exact tests on codes come first; string similarity is computed once per distinct pair of values and gathered
back. Pairs are worked through in buckets to bound memory; every bucket is independent of the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.identity import aliases, levels
from transforms.identity.fields import NONE, Bools, Fields, Ints, Values
from transforms.identity.similarity import Similarity, nicknames, romanised, similarity
from transforms.normalise import names

_MIN_N = 200
"""Chance bearers are never reckoned among fewer records than this."""


@dataclass(frozen=True)
class Compared:
    """Aligned with the pairs. ``pattern`` packs the levels (see levels.SIZES), ``veto`` indexes levels.VETOES;
    ``safe`` says that the kind of evidence is fit to act on, whatever its weight."""

    pattern: Ints
    veto: Ints
    safe: Bools


def compare(f: Fields, i: Ints, j: Ints, buckets: int = 1) -> Compared:
    """Compares all pairs; the result is the same for any number of buckets."""
    parts = [
        _compare(f, *part)
        for part in zip(np.array_split(i, buckets), np.array_split(j, buckets), strict=True)
    ]
    return Compared(
        np.concatenate([p.pattern for p in parts]),
        np.concatenate([p.veto for p in parts]),
        np.concatenate([p.safe for p in parts]),
    )


def unpack(pattern: Ints) -> list[Ints]:
    """The fields of packed patterns: name, band, email, phone, profile, affiliation, city, source."""
    out = []
    for size in reversed(levels.SIZES):
        out.append(pattern % size)
        pattern = pattern // size
    return out[::-1]


def _compare(f: Fields, i: Ints, j: Ints) -> Compared:
    name, bits = name_level(f, i, j)
    band = np.digitize(bits - np.log2(max(int(f.trusted.sum()), _MIN_N)), levels.BANDS)
    email = _email_level(f, i, j)
    phone = _phone_level(f, i, j)
    profile = _set_level(f.profile, i, j, f.n)
    affiliation = _affiliation_level(f, i, j)
    city = np.where((f.city[i] == NONE) | (f.city[j] == NONE), 0, np.where(f.city[i] == f.city[j], 1, 2))
    source = (f.source[i] == f.source[j]).astype(np.int64)
    fields = (name, band, email, phone, profile, affiliation, city, source)
    pattern = np.zeros(len(i), np.int64)
    for level, size in zip(fields, levels.SIZES, strict=True):
        pattern = pattern * size + level
    strong = (email == 1) | (profile == 1) | (phone == 1)
    veto = _veto(f, i, j, name, email, profile, strong)
    return Compared(pattern, veto, _safe(f, i, j, name, email, phone, profile, affiliation))


def name_level(f: Fields, i: Ints, j: Ints) -> tuple[Ints, np.ndarray]:
    """Level of the name comparison and the bits of what agrees, in either order of given and family name."""
    level, bits = _aligned(f, i, j, swapped=False)
    worse = np.flatnonzero((level == 9) | (level >= 10))
    if len(worse):
        other, other_bits = _aligned(f, i[worse], j[worse], swapped=True)
        better = np.isin(other, (1, 2, 3, 4, 5))
        level[worse[better]] = np.where(other[better] == 1, 2, other[better])
        bits[worse[better]] = other_bits[better]
    same_words = (f.name_key[i] == f.name_key[j]) & (f.name_key[i] != NONE) & (level > 2)
    level[same_words] = 2
    bits[same_words] = np.minimum(f.full_bits[i], f.full_bits[j])[same_words]
    middles = (f.middle_initial[i] != NONE) & (f.middle_initial[j] != NONE)
    level[np.isin(level, levels.FULL) & middles & (f.middle_initial[i] != f.middle_initial[j])] = 15
    aliases.find(f, i, j, level, bits)
    guessed = f.derived[i] | f.derived[j]
    level[guessed] = np.where(np.isin(level[guessed], levels.FULL), 13, np.where(level[guessed] == 6, 6, 0))
    alone = _user_name(f)
    level[np.isin(level, (10, 11, 12)) & (alone[i] | alone[j])] = 0
    fits = (level == 0) | guessed | np.isin(level, (10, 11, 12))
    for a, b in ((i, j), (j, i)):
        match = (f.handle[a][:, None] == f.name_handles[b]).any(axis=1) & (f.handle[a] != NONE) & fits
        level[match] = 14
        bits[match] = f.family_bits[b][match] + 3
    return level, bits


def _user_name(f: Fields) -> Bools:
    """Records whose name is one word that is no known given name: such a name contradicts nothing."""
    known = np.array([names.is_given(t) for t in f.tokens] + [True])
    return (f.given != NONE) & (f.family == NONE) & ~known[f.given]


def _aligned(f: Fields, i: Ints, j: Ints, swapped: bool) -> tuple[Ints, np.ndarray]:
    gi, gai, fi, li, fai = (a[i] for a in (f.given, f.given_all, f.family, f.family_last, f.family_all))
    mi, mj = f.middle[i], f.middle[j]
    gj, gaj, fj, lj, faj = (a[j] for a in (f.given, f.given_all, f.family, f.family_last, f.family_all))
    if swapped:
        gj, gaj, fj, lj, faj = fj, faj, gj, gaj, gaj
    has_g, has_f = (gi != NONE) & (gj != NONE), (fi != NONE) & (fj != NONE)
    given_equal = has_g & ((gi == gj) | (gai == gaj))
    nick_table = nicknames(f.tokens, gi, gj)
    nick = has_g & nick_table
    for a, b in ((f.nick[i], gj), (gi, f.nick[j])):
        nick |= (a == b) & (a != NONE)
    s_given = np.maximum(similarity(f.tokens, gi, gj), similarity(f.tokens, gai, gaj)) * has_g
    lengths = np.array([len(t) for t in f.tokens] + [0])
    first = np.array([ord(t[0]) if t else 0 for t in f.tokens] + [0])
    bare = has_g & ((lengths[gi] == 1) | (lengths[gj] == 1)) & (first[gi] == first[gj])
    lone = has_g & ((lengths[gi] == 1) | (lengths[gj] == 1))
    family_equal = has_f & ((fai == faj) | ((fi == fj) & (li == lj)))
    overlap = np.zeros(len(i), bool)
    for a in (fi, li, mi):
        for b in (fj, lj, mj):
            if a is not mi or b is not mj:
                overlap |= (a == b) & (a != NONE)
    overlap = has_f & (overlap | family_equal)
    second = family_equal & (((mi == gj) & (mi != NONE)) | ((gi == mj) & (gi != NONE)))
    s_family = np.maximum(similarity(f.tokens, fai, faj), similarity(f.tokens, li, lj)) * has_f
    s_family = np.where(family_equal, 1.0, s_family)
    variant = has_f & romanised(f.tokens, fai, faj)
    turned = has_g & romanised(f.tokens, gai, gaj) if swapped else np.zeros(len(i), bool)
    g_bits = np.minimum(f.given_bits[i], f.given_bits[j])
    f_bits = np.where(
        overlap,
        np.minimum(f.family_bits[i], f.family_bits[j]),
        np.minimum(f.family_bits[i], f.family_bits[j]),
    )
    full = np.minimum(f.full_bits[i], f.full_bits[j])
    both = 0.7 * g_bits + f_bits
    level = np.full(len(i), 12, np.int64)
    bits = np.zeros(len(i))
    tests = (
        (1, given_equal & family_equal & ~lone, full),
        (3, nick & family_equal & ~lone, both),
        (4, ((given_equal | nick) & overlap | second) & ~lone, both),
        (6, overlap & bare, f_bits + 3),
        (5, (s_given >= 0.92) & ((s_family >= 0.92) | variant) & ~lone, both),
        (5, (nick & variant | family_equal & turned) & ~lone, both),
        (16, bare & ((s_family >= 0.88) | variant), f_bits + 3),
        (7, given_equal & ~has_f & ~lone, g_bits_known(f, i, j)),
        (8, (s_given >= 0.85) & (s_family >= 0.85) & ~lone, both),
        (9, ((given_equal | nick) & (s_family >= 0.8) | overlap & (s_given >= 0.8)) & ~lone, both),
        (10, overlap, f_bits),
        (11, given_equal | nick, g_bits),
    )
    open_ = np.ones(len(i), bool)
    for number, test, measured in tests:
        hit = open_ & test
        level[hit] = number
        bits[hit] = measured[hit]
        open_ &= ~hit
    nothing = ~(has_g | has_f)
    level[nothing] = 0
    return level, bits


def g_bits_known(f: Fields, i: Ints, j: Ints) -> np.ndarray:
    """Bits of a given name that stands alone."""
    return np.minimum(f.given_bits[i], f.given_bits[j])


def _joined(values: Values, i: Ints, j: Ints, n: int) -> tuple[Ints, Ints, Ints]:
    """All value pairs of the pairs: (pair index, left code, right code)."""
    starts = np.searchsorted(values.record, np.arange(n + 1))
    left_n, right_n = np.diff(starts)[i], np.diff(starts)[j]
    times = left_n * right_n
    pair = np.repeat(np.arange(len(i)), times)
    offset = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
    width = np.maximum(right_n[pair], 1)
    left = values.code[starts[i][pair] + offset // width] if len(pair) else pair
    right = values.code[starts[j][pair] + offset % width] if len(pair) else pair
    return pair, left, right


def _has(values: Values, n: int) -> Bools:
    present = np.zeros(n, bool)
    present[values.record] = True
    return present


def _email_level(f: Fields, i: Ints, j: Ints) -> Ints:
    level = np.zeros(len(i), np.int64)
    pair, left, right = _joined(f.local, i, j, f.n)
    if len(pair):
        telling = np.array([len(t) >= 6 and not names.is_given(t) for t in f.local.texts])
        score = np.where(
            left == right, np.where(telling[left], 2.0, 0.93), similarity(f.local.texts, left, right)
        )
        best = np.full(len(i), -1.0)
        np.maximum.at(best, pair, score)
        level = np.where(best < 0, 0, 8 - np.digitize(best, (0.6, 0.75, 0.85, 0.92, 1.5)))
    pair, left, right = _joined(f.mailbox, i, j, f.n)
    same = left == right
    weak = same & f.weak_mailbox[left] if len(left) else same
    level[pair[weak]] = np.where(level[pair[weak]] == 0, 2, level[pair[weak]])
    level[np.isin(np.arange(len(i)), pair[weak]) & np.isin(level, (3,))] = 2
    level[pair[same & ~weak]] = 1
    pair, left, right = _joined(f.work_domain, i, j, f.n)
    colleagues = np.zeros(len(i), bool)
    colleagues[pair[left == right]] = True
    level[colleagues & (level >= 4)] = 9
    return level


def _phone_level(f: Fields, i: Ints, j: Ints) -> Ints:
    pair, left, right = _joined(f.phone, i, j, f.n)
    level = np.zeros(len(i), np.int64)
    level[pair] = 6
    same = left == right
    if same.any():
        grade = np.full(len(i), 99, np.int64)
        people = f.holders["phone"][left[same]]
        np.minimum.at(grade, pair[same], 1 + np.digitize(people, (2, 3, 6, 15)))
        level = np.where(grade < 99, grade, level)
    return level


def _set_level(values: Values, i: Ints, j: Ints, n: int) -> Ints:
    pair, left, right = _joined(values, i, j, n)
    level = np.zeros(len(i), np.int64)
    level[pair] = 2
    level[pair[left == right]] = 1
    return level


def _affiliation_level(f: Fields, i: Ints, j: Ints) -> Ints:
    pair, left, right = _joined(f.affiliation, i, j, f.n)
    level = np.zeros(len(i), np.int64)
    level[pair] = 6
    stated = (
        (f.organisation[i] != NONE) & (f.organisation[j] != NONE) & (f.organisation[i] != f.organisation[j])
    )
    level[(level == 6) & stated] = 7
    same = left == right
    if same.any():
        held = np.bincount(f.affiliation.code[f.trusted[f.affiliation.record]], minlength=f.affiliation.n)
        grade = np.full(len(i), 99, np.int64)
        np.minimum.at(grade, pair[same], 1 + np.digitize(held[left[same]], (10, 40, 150, 600)))
        level = np.where(grade < 99, grade, level)
    return level


def _veto(f: Fields, i: Ints, j: Ints, name: Ints, email: Ints, profile: Ints, strong: Bools) -> Ints:
    veto = np.zeros(len(i), np.int64)
    alone = (email != 1) & (profile != 1)
    veto[np.isin(name, levels.DISAGREE) & alone] = np.where(np.isin(name, (0, 11)), 6, 1)[
        np.isin(name, levels.DISAGREE) & alone
    ]
    book = (f.source[i] == f.source[j]) & ~f.is_mail[i] & (f.uid[i] != NONE) & (f.uid[j] != NONE)
    veto[book & (f.uid[i] != f.uid[j]) & ~strong] = 3
    veto[profile == 2] = 2
    veto[(f.suffix[i] != NONE) & (f.suffix[j] != NONE) & (f.suffix[i] != f.suffix[j])] = 4
    return veto


RARE = -6.0
"""log10: one in a million in the population prior may be merged on the name alone."""
UNCOMMON = -4.7
"""One in fifty thousand, with the same employer or user name."""


def _safe(
    f: Fields, i: Ints, j: Ints, name: Ints, email: Ints, phone: Ints, profile: Ints, affiliation: Ints
) -> Bools:
    """Whether the evidence is of a kind that may be acted on (DESIGN: evidence has ranks).

    A header record that nobody answered joins only what shares its mailbox; the mail record of a shared mailbox
    joins nobody; a name alone must be rare, trusted on both sides, and unopposed.
    """
    trusted = f.trusted[i] & f.trusted[j]
    agrees = np.isin(name, levels.COMPATIBLE)
    mailbox = (email == 1) & (agrees | (name == 0) | (trusted & np.isin(name, (9, 11))))
    suffix_known = f.suffix[i] == f.suffix[j]
    number = (phone == 1) & agrees & trusted & suffix_known
    rarity = np.maximum(f.rarity[i], f.rarity[j])
    full = np.isin(name, (1, 2)) & trusted & suffix_known
    near = np.isin(name, levels.FULL) & trusted & suffix_known
    employer = near & np.isin(affiliation, (1, 2, 3, 4)) & (rarity <= UNCOMMON) & (email != 9) & (phone != 6)
    unopposed = ~np.isin(email, (4, 5, 6, 7, 8, 9)) & (phone != 6) & ~np.isin(affiliation, (6, 7))
    alone = full & (rarity <= RARE) & unopposed
    other = (
        np.isin(name, levels.FULL) & trusted & suffix_known & np.isin(email, (3, 4)) & (rarity <= UNCOMMON)
    )
    shared = _shared_mailbox_only(f)
    lost = (f.is_mail[i] & shared[i]) | (f.is_mail[j] & shared[j])
    return (mailbox | number | ((profile == 1) & (agrees | (name == 0))) | employer | alone | other) & ~lost


def _shared_mailbox_only(f: Fields) -> Bools:
    """Records that hold a weak mailbox and no other."""
    strong = np.zeros(f.n, bool)
    weak = np.zeros(f.n, bool)
    if len(f.mailbox.record):
        is_weak = f.weak_mailbox[f.mailbox.code]
        weak[f.mailbox.record[is_weak]] = True
        strong[f.mailbox.record[~is_weak]] = True
    return weak & ~strong


__all__ = ["Compared", "Similarity", "compare", "name_level", "unpack"]
