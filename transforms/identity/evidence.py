"""What may be acted on, and what must not: vetoes, and the kinds of evidence that join two records safely."""

from __future__ import annotations

import numpy as np

from transforms.identity import levels
from transforms.identity.coding import NONE, Bools, Ints
from transforms.identity.fields import Fields
from transforms.identity.lookups import Lookups

RARE = -6.0
"""log10: one in a million in the population prior may be merged on the name alone."""
UNCOMMON = -4.7
"""One in fifty thousand, with the same employer or user name."""


def veto(f: Fields, i: Ints, j: Ints, name: Ints, email: Ints, phone: Ints, profile: Ints) -> Ints:
    """Index into levels.VETOES of what forbids each pair, 0 for nothing."""
    strong = (email == 1) | (profile == 1) | (phone == 1)
    out = np.zeros(len(i), np.int64)
    alone = (email != 1) & (profile != 1)
    out[np.isin(name, levels.DISAGREE) & alone] = np.where(np.isin(name, (0, 11)), 6, 1)[
        np.isin(name, levels.DISAGREE) & alone
    ]
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
    shared = look.shared_only
    lost = (f.is_mail[i] & shared[i]) | (f.is_mail[j] & shared[j])
    return (mailbox | number | ((profile == 1) & (agrees | (name == 0))) | employer | alone | other) & ~lost
