"""The comparison levels: what each number in a pattern means. 0 always means that one side has nothing to compare."""

from __future__ import annotations

NAME = (
    "missing",
    "full name equal",
    "same words in another order",
    "nickname or spelling of the given name, same family name",
    "given agrees, family names overlap",
    "both parts spelt nearly the same",
    "initial agrees, family names overlap",
    "given name equal, a family name missing",
    "both parts similar",
    "one part equal, the other similar",
    "family name only",
    "given name only",
    "names disagree",
    "name read from an address agrees",
    "user name fits the full name",
    "full name equal, middle initials differ",
    "initial agrees, family names similar",
    "Chinese and adopted given name, same family name",
    "an address spells the other's full name",
)
FULL = (1, 2, 3, 4, 5)
"""Both parts agree."""
COMPATIBLE = (*FULL, 6, 7, 8, 13, 14, 15, 16)
"""One person may well bear both names."""
DISAGREE = (0, 10, 11, 12)
"""No support from the name: only an equal personal mailbox may join such records."""

EMAIL = (
    "missing",
    "same mailbox",
    "same shared mailbox (role, list or family)",
    "same user name elsewhere",
    "user names nearly the same",
    "user names similar",
    "user names somewhat similar",
    "user names hardly similar",
    "user names differ",
    "two mailboxes at one work domain",
    "addresses nearly the same",
)
PHONE = (
    "missing",
    "same number",
    "same number, two people",
    "same number, 3 to 5 people",
    "same number, 6 to 14 people",
    "same number, 15 or more",
    "numbers differ",
)
PROFILE = ("missing", "same profile", "profiles differ")
AFFILIATION = (
    "missing",
    "same organisation, fewer than 10 records",
    "same organisation, fewer than 40",
    "same organisation, fewer than 150",
    "same organisation, fewer than 600",
    "same large organisation",
    "organisations differ by mail domain",
    "organisations differ as stated",
)
CITY = ("missing", "same city", "cities differ", "cities spelt nearly the same")
SOURCE = ("two sources", "one address book")
BANDS = (-8.0, -6.0, -4.0, -2.0, 0.0, 2.0, 4.0)
"""Cuts of the rarity band: bits of the agreeing name parts - log2(records), i.e. -log2 of the chance bearers."""

SIZES = (
    len(NAME),
    len(BANDS) + 1,
    len(EMAIL),
    len(PHONE),
    len(PROFILE),
    len(AFFILIATION),
    len(CITY),
    len(SOURCE),
)
"""Mixed radix of a packed pattern, most significant first."""

EMAIL_CLASS = tuple(
    0 if n in (1, 2, 3, 15) else 1 if n in (4, 5, 6, 8, 9, 16) else 2 if n in (0, 7, 13, 14, 17, 18) else 3
    for n in range(len(NAME))
)
"""Name classes for which mail levels are rated apart: exact, fuzzy, a part missing, disagreeing."""
EXACT_OR_FUZZY = (*FULL, 6, 8)
"""Names good enough to learn other fields' match rates from."""

VETOES = (
    "",
    "names disagree",
    "different profiles",
    "two cards of one address book",
    "generation suffix",
    "decided different",
    "name does not support it",
)
"""What forbids a merge, by code."""
SOFT = 6
"""Forbids joining on this pair, not the two being one person through other records (a changed family name, a
record without a name)."""
