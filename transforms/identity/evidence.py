"""What may be acted on, and what must not: vetoes, and the kinds of evidence that join two records safely."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from transforms.identity import levels
from transforms.identity.coding import NONE, Ints, member
from transforms.identity.fields import Fields
from transforms.identity.lookups import Lookups

RARE = -6.0
"""log10: one in a million in the population prior may be merged on the name alone."""
UNCOMMON = -4.7
"""One in fifty thousand, with the same employer or user name."""
CAREFUL, SAFE = 1, 2

_FULL, _COMPATIBLE, _DISAGREE = member(levels.FULL), member(levels.COMPATIBLE), member(levels.DISAGREE)
_EQUAL, _FUZZY, _CHANGED, _SOFT = (
    member((1, 2)),
    member((*levels.FULL, 6, 8)),
    member((9, 11, 18)),
    member((0, 11)),
)
_ALIKE, _OTHER_MAIL = member((3, 4, 10)), member((4, 5, 6, 7, 8, 9))
_SMALL_ORGANISATION, _OTHER_ORGANISATION = member((1, 2, 3, 4)), member((6, 7))

Small = npt.NDArray[np.int8]


def veto(f: Fields, i: Ints, j: Ints, name: Ints, email: Ints, phone: Ints, profile: Ints) -> Ints:
    """Index into levels.VETOES of what forbids each pair, 0 for nothing."""
    strong = (email == 1) | (profile == 1) | (phone == 1)
    out = np.zeros(len(i), np.int64)
    alone = (email != 1) & (profile != 1)
    rows = np.flatnonzero(_DISAGREE[name] & alone)
    out[rows] = np.where(_SOFT[name[rows]], 6, 1)
    book = (f.source[i] == f.source[j]) & ~f.is_mail[i] & (f.uid[i] != NONE) & (f.uid[j] != NONE)
    out[book & (f.uid[i] != f.uid[j]) & ~strong] = 3
    out[profile == 2] = 2
    out[(f.suffix[i] != NONE) & (f.suffix[j] != NONE) & (f.suffix[i] != f.suffix[j])] = 4
    return out


def safe(
    f: Fields,
    look: Lookups,
    i: Ints,
    j: Ints,
    name: Ints,
    email: Ints,
    phone: Ints,
    profile: Ints,
    affiliation: Ints,
) -> Small:
    """How far the kind of evidence may be acted on (DESIGN: evidence has ranks): SAFE from p >= .99, CAREFUL only from
    p >= .999, 0 never.

    A header record that nobody answered joins only what shares its mailbox; the mail record of a shared mailbox
    joins nobody; a name alone must be rare, trusted on both sides, and unopposed.
    """
    trusted = f.trusted[i] & f.trusted[j]
    agrees = _COMPATIBLE[name]
    mailbox = (email == 1) & (agrees | (name == 0) | (trusted & _CHANGED[name]))
    sure = trusted & (f.suffix[i] == f.suffix[j])
    number = (phone == 1) & agrees & sure
    uncommon = np.maximum(f.rarity[i], f.rarity[j]) <= UNCOMMON
    near = _FULL[name] & sure
    colleagues = _SMALL_ORGANISATION[affiliation] & (email != 9)
    employer = near & colleagues & uncommon & (phone != 6)
    unopposed = ~_OTHER_MAIL[email] & (phone != 6) & ~_OTHER_ORGANISATION[affiliation]
    rare = np.maximum(f.rarity[i], f.rarity[j]) <= RARE
    alone = _EQUAL[name] & sure & rare & unopposed
    other = near & _ALIKE[email] & uncommon
    lost = (f.is_mail[i] & look.shared_only[i]) | (f.is_mail[j] & look.shared_only[j])
    kind = (mailbox | number | ((profile == 1) & (agrees | (name == 0))) | employer | alone | other) & ~lost
    much = colleagues & sure & (_FUZZY[name] & (phone != 6) | near & uncommon)
    return np.where(kind, SAFE, np.where(much & ~lost, CAREFUL, 0)).astype(np.int8)
