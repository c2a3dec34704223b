"""Names of record pairs, aligned part by part, in either order: a level (see levels.NAME) and the bits of what agrees.

Exact tests on codes come first; similarity is computed only for the parts that a further test asks about.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.identity import aliases, levels
from transforms.identity.coding import NONE, Bools, Ints, member
from transforms.identity.fields import Fields
from transforms.identity.lookups import Lookups, lookups
from transforms.identity.similarity import nicknames, romanised, similarity

Floats = npt.NDArray[np.float64]
NEARLY, INITIAL, SIMILAR, SOMEWHAT = 0.92, 0.88, 0.85, 0.8
_FULL, _PARTS = member(levels.FULL), member((10, 11, 12))
_CUTOFF = 0.79
"""Less similar parts need no exact figure; safely below SOMEWHAT, which is compared in single precision."""


def name_level(f: Fields, i: Ints, j: Ints, look: Lookups | None = None) -> tuple[Ints, Floats]:
    """Level of the name comparison and the bits of what agrees, in either order of given and family name."""
    look = look or lookups(f)
    level, bits = _aligned(f, look, i, j, swapped=False)
    worse = np.flatnonzero((level == 9) | (level >= 10))
    if len(worse):
        other, other_bits = _aligned(f, look, i[worse], j[worse], swapped=True)
        better = _FULL[other]
        level[worse[better]] = np.where(other[better] == 1, 2, other[better])
        bits[worse[better]] = other_bits[better]
    same_words = (f.name_key[i] == f.name_key[j]) & (f.name_key[i] != NONE) & (level > 2)
    level[same_words] = 2
    bits[same_words] = np.minimum(f.full_bits[i], f.full_bits[j])[same_words]
    middles = (f.middle_initial[i] != NONE) & (f.middle_initial[j] != NONE)
    level[_FULL[level] & middles & (f.middle_initial[i] != f.middle_initial[j])] = 15
    aliases.find(f, look, i, j, level, bits)
    guessed = f.derived[i] | f.derived[j]
    level[guessed] = np.where(_FULL[level[guessed]], 13, np.where(level[guessed] == 6, 6, 0))
    level[_PARTS[level] & (look.lone[i] | look.lone[j])] = 0
    fits = (level == 0) | guessed | _PARTS[level]
    for a, b in ((i, j), (j, i)):
        rows = np.flatnonzero(fits & (f.handle[a] != NONE))
        match = rows[(f.handle[a[rows]][:, None] == f.name_handles[b[rows]]).any(axis=1)]
        level[match] = 14
        bits[match] = f.family_bits[b[match]] + 3
    return level, bits


def _aligned(f: Fields, look: Lookups, i: Ints, j: Ints, swapped: bool) -> tuple[Ints, Floats]:
    gi, gai, fi, li, fai = (a[i] for a in (f.given, f.given_all, f.family, f.family_last, f.family_all))
    mi, mj = f.middle[i], f.middle[j]
    gj, gaj, fj, lj, faj = (a[j] for a in (f.given, f.given_all, f.family, f.family_last, f.family_all))
    if swapped:
        gj, gaj, fj, lj, faj = fj, faj, gj, gaj, gaj
    has_g, has_f = (gi != NONE) & (gj != NONE), (fi != NONE) & (fj != NONE)
    given_equal = has_g & ((gi == gj) | (gai == gaj))
    nick = (has_g & (gi == gj)) | _nick(f, look, i, j, gi, gj)
    given_fits = given_equal | nick
    one_letter = has_g & ((f.length[gi] == 1) | (f.length[gj] == 1))
    bare = one_letter & (f.first[gi] == f.first[gj])
    whole = ~one_letter
    family_equal = has_f & ((fai == faj) | ((fi == fj) & (li == lj)))
    overlap = family_equal | (has_f & _overlap((fi, li, mi), (fj, lj, mj)))
    second = family_equal & (((mi == gj) & (mi != NONE)) | ((gi == mj) & (gi != NONE)))
    variant = _variant(f, look, has_f, fai, faj)
    turned = _variant(f, look, has_g & family_equal, gai, gaj) if swapped else np.zeros(len(i), bool)
    exact = (
        (1, given_equal & family_equal & whole),
        (3, nick & family_equal & whole),
        (4, (given_fits & overlap | second) & whole),
        (6, overlap & bare),
    )
    near_g, near_f = given_equal.astype(np.float64), family_equal.astype(np.float64)
    open_ = has_g & has_f & ~np.any([test for _, test in exact], axis=0)
    rows = np.flatnonzero(open_ & ~family_equal & (whole | bare))
    near_f[rows] = _nearer(f.tokens, (fai[rows], faj[rows]), (li[rows], lj[rows]))
    rows = np.flatnonzero(open_ & ~given_equal & whole & (overlap | variant | (near_f >= SIMILAR)))
    near_g[rows] = _nearer(f.tokens, (gi[rows], gj[rows]), (gai[rows], gaj[rows]))
    tests = (
        *exact,
        (5, (near_g >= NEARLY) & ((near_f >= NEARLY) | variant) & whole),
        (5, (nick & variant | family_equal & turned) & whole),
        (16, bare & ((near_f >= INITIAL) | variant)),
        (7, given_equal & ~has_f & whole),
        (8, (near_g >= SIMILAR) & (near_f >= SIMILAR) & whole),
        (9, (given_fits & (near_f >= SOMEWHAT) | overlap & (near_g >= SOMEWHAT)) & whole),
        (10, overlap),
        (11, given_fits),
    )
    level = np.full(len(i), 12, np.int64)
    for number, test in reversed(tests):
        level[test] = number
    bits = _bits(f, i, j, level)
    level[~(has_g | has_f)] = 0
    return level, bits


def _bits(f: Fields, i: Ints, j: Ints, level: Ints) -> Floats:
    """Bits of what agrees at each level, of the commoner side."""
    g_bits, f_bits = (
        np.minimum(f.given_bits[i], f.given_bits[j]),
        np.minimum(f.family_bits[i], f.family_bits[j]),
    )
    full = np.minimum(f.full_bits[i], f.full_bits[j])
    both = 0.7 * g_bits + f_bits
    by_level = {
        1: full,
        6: f_bits + 3,
        16: f_bits + 3,
        7: g_bits,
        10: f_bits,
        11: g_bits,
        12: np.zeros(len(i)),
    }
    return np.choose(level, [by_level.get(number, both) for number in range(len(levels.NAME))])


def _nick(f: Fields, look: Lookups, i: Ints, j: Ints, gi: Ints, gj: Ints) -> Bools:
    """Different given names that may stand for one, by the lexicon or by a stated nickname."""
    nick = np.zeros(len(i), bool)
    rows = np.flatnonzero(
        (gi != NONE) & (gj != NONE) & (gi != gj) & (look.several_roots[gi] | look.several_roots[gj])
    )
    nick[rows] = nicknames(f.tokens, gi[rows], gj[rows])
    for a, b in ((f.nick[i], gj), (gi, f.nick[j])):
        nick |= (a == b) & (a != NONE)
    return nick


def _variant(f: Fields, look: Lookups, both: Bools, left: Ints, right: Ints) -> Bools:
    """Equal family names, or romanisations of one."""
    found = both & (left == right)
    rows = np.flatnonzero(both & ~found & (look.several_families[left] | look.several_families[right]))
    found[rows] = romanised(f.tokens, left[rows], right[rows])
    return found


def _overlap(left: tuple[Ints, Ints, Ints], right: tuple[Ints, Ints, Ints]) -> Bools:
    """Some family or middle name in common, not the middle names alone."""
    found = np.zeros(len(left[0]), bool)
    for a in left:
        for b in right:
            if a is not left[2] or b is not right[2]:
                found |= (a == b) & (a != NONE)
    return found


def _nearer(texts: pl.Series, first: tuple[Ints, Ints], second: tuple[Ints, Ints]) -> Floats:
    """The larger of two similarities; what lies well below SOMEWHAT counts as 0."""
    near = similarity(texts, *first, cutoff=_CUTOFF)
    differ = np.flatnonzero((first[0] != second[0]) | (first[1] != second[1]))
    near[differ] = np.maximum(
        near[differ], similarity(texts, second[0][differ], second[1][differ], cutoff=_CUTOFF)
    )
    return near
