"""One person under two names: names that the plain comparison finds apart, joined by what else is known of them.

* the same letters cut into words differently ("Chen Wei Yun", "Weiyun Chen");
* an address that spells the other record's full name (a married name, an adopted one, a slip in the name);
* a Chinese given name and an adopted one ("Xiaoming Wang", "Kevin Wang").
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transforms.identity.coding import NONE, Bools, Ints, member
from transforms.identity.fields import Fields
from transforms.identity.lookups import Lookups

_APART = member((9, 10, 11, 12))

Floats = npt.NDArray[np.float64]

LETTERS, ADOPTED, SPELT = 2, 17, 18
"""Their levels, see levels.NAME."""


def find(f: Fields, look: Lookups, i: Ints, j: Ints, level: Ints, bits: Floats) -> None:
    """Changes levels and bits of the pairs that are the same person under another name, in place."""
    letters = f.aliases.letters
    apart = np.flatnonzero((level > 5) & (level != 15) & (letters[i, 0] != NONE) & (letters[j, 0] != NONE))
    a, b = i[apart], j[apart]
    same = (letters[a][:, :, None] == letters[b][:, None, :]).any(axis=(1, 2))
    level[apart[same]] = LETTERS
    bits[apart[same]] = np.minimum(f.full_bits[a], f.full_bits[b])[same]
    rest = np.flatnonzero(_APART[level])
    a, b = i[rest], j[rest]
    adopted = _adopted(f, look, a, b)
    level[rest[adopted]] = ADOPTED
    bits[rest[adopted]] = np.minimum(f.family_bits[a], f.family_bits[b])[adopted]
    spells, measured = _spelt(f, look, a, b)
    spells &= adopted | (level[rest] != 10)
    level[rest[spells]] = SPELT
    bits[rest[spells]] = measured[spells]


def _adopted(f: Fields, look: Lookups, i: Ints, j: Ints) -> Bools:
    """Family name equal or another romanisation, one given name Mandarin, the other a known one that is not."""
    mandarin, western, chinese = look.mandarin, look.adopted, look.chinese
    found = np.zeros(len(i), bool)
    for gi, fi in ((f.given_all, f.family_all), (f.family_all, f.given_all)):
        for gj, fj in ((f.given_all, f.family_all), (f.family_all, f.given_all)):
            families = (fi[i] == fj[j]) & (fi[i] != NONE) & chinese[fi[i]]
            a, b = gi[i], gj[j]
            found |= families & (mandarin[a] & western[b] | western[a] & mandarin[b])
    return found


def _spelt(f: Fields, look: Lookups, i: Ints, j: Ints) -> tuple[Bools, Floats]:
    """Whether a mailbox of one record spells the full name of the other, and that name's bits."""
    hit, bits = np.zeros(len(i), bool), np.zeros(len(i))
    starts, full = look.spelt.start, f.aliases.full
    codes = np.append(look.spelt.code, NONE)
    for a, b in ((i, j), (j, i)):
        for k in range(int(np.diff(starts).max(initial=0))):
            at = starts[a] + k
            code = np.where(at < starts[a + 1], codes[np.minimum(at, len(codes) - 1)], NONE)
            match = (code != NONE) & (full[b] == code[:, None]).any(axis=1) & ~f.derived[b]
            hit |= match
            bits = np.where(match, f.full_bits[b], bits)
    return hit, bits
