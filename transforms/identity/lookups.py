"""What comparison looks up again and again, reckoned once for a network: tables by code and by record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from transforms.identity.coding import NONE, Bools, Ints, Values, spread, starts
from transforms.identity.fields import Fields
from transforms.normalise import spelling

AFFILIATION_CUTS = (10, 40, 150, 600)
PHONE_CUTS = (2, 3, 6, 15)


@dataclass(frozen=True)
class Held:
    """The values of each record: those of record r are ``code[start[r]:start[r + 1]]``."""

    start: Ints
    code: Ints

    @classmethod
    def of(cls, values: Values, n: int) -> Held:
        return cls(starts(values, n), values.code)

    def joined(self, i: Ints, j: Ints) -> tuple[Ints, Ints, Ints]:
        """All value pairs of record pairs: (index of the pair, left code, right code)."""
        left_n, right_n = self.start[i + 1] - self.start[i], self.start[j + 1] - self.start[j]
        both = np.flatnonzero((left_n > 0) & (right_n > 0))
        left_n, right_n = left_n[both], right_n[both]
        one = (left_n == 1) & (right_n == 1)
        if one.all():
            return both, self.code[self.start[i[both]]], self.code[self.start[j[both]]]
        times = left_n * right_n
        which = np.repeat(np.arange(len(both)), times)
        offset = spread(np.zeros(len(both), np.int64), times)
        pair, width = both[which], right_n[which]
        left = self.code[self.start[i[pair]] + offset // width]
        return pair, left, self.code[self.start[j[pair]] + offset % width]

    def sharing(self, i: Ints, j: Ints) -> tuple[Bools, Bools]:
        """(whether both have a value, whether they share one)."""
        pair, left, right = self.joined(i, j)
        known, same = np.zeros(len(i), bool), np.zeros(len(i), bool)
        known[pair] = True
        same[pair[left == right]] = True
        return known, same


@dataclass(frozen=True)
class Lookups:
    """Tables by token code have one element more than there are tokens, for NONE."""

    several_roots: Bools
    """The token stands for other given names, too."""
    several_families: Bools
    """The token is a romanisation of other family names, too."""
    lone: Bools
    """By record: the name is one word that is no known given name (a user name contradicts nothing)."""
    telling: Bools
    """By code of a local part: long, and no given name."""
    mandarin: Bools
    adopted: Bools
    """The token is a known given name that is not Mandarin."""
    chinese: Bools
    """The token is a Chinese family name."""
    shared_only: Bools
    """By record: it holds a weak mailbox and no other."""
    mailbox: Held
    local: Held
    phone: Held
    profile: Held
    affiliation: Held
    work_domain: Held
    spelt: Held
    affiliation_grade: Ints


def lookups(f: Fields) -> Lookups:
    """For Fields; ``shared_only`` once cardinalities are measured."""
    local = f.local.texts
    long = (local.str.len_chars() >= 6).to_numpy()
    telling = long.copy()
    telling[long] = [not spelling.is_given(text) for text in local.filter(long).to_list()]
    words = _words(f)
    return Lookups(
        several_roots=_several(f, (f.given, f.family, f.nick), spelling.roots),
        several_families=_several(f, (f.family_all, f.given_all), spelling.family_roots),
        lone=_lone(f),
        telling=telling,
        mandarin=words["mandarin"],
        adopted=words["adopted"],
        chinese=words["chinese"],
        shared_only=_shared_only(f),
        mailbox=Held.of(f.mailbox, f.n),
        local=Held.of(f.local, f.n),
        phone=Held.of(f.phone, f.n),
        profile=Held.of(f.profile, f.n),
        affiliation=Held.of(f.affiliation, f.n),
        work_domain=Held.of(f.work_domain, f.n),
        spelt=Held.of(f.aliases.spelt, f.n),
        affiliation_grade=affiliation_grade(f),
    )


def phone_grade(f: Fields) -> Ints:
    """By code: level of a shared number, from how many people hold it."""
    return 1 + np.digitize(f.holders["phone"], PHONE_CUTS)


def affiliation_grade(f: Fields) -> Ints:
    """By code: level of a shared organisation, from how many trusted records share it."""
    held = np.bincount(f.affiliation.code[f.trusted[f.affiliation.record]], minlength=max(f.affiliation.n, 1))
    return 1 + np.digitize(held, AFFILIATION_CUTS)


def _several(f: Fields, columns: tuple[Ints, ...], of: Callable[[str], frozenset[str]]) -> Bools:
    """By token: whether it has other originals than itself; asked of the tokens in these columns."""
    out = np.zeros(len(f.tokens) + 1, bool)
    used = np.unique(np.concatenate(columns))
    used = used[used != NONE]
    out[used] = [len(of(text)) > 1 for text in f.tokens.gather(used).to_list()]
    return out


def _words(f: Fields) -> dict[str, Bools]:
    """By token, for the given and family names: Mandarin, adopted, Chinese family name."""
    used = np.unique(np.concatenate([f.given_all, f.family_all]))
    used = used[used != NONE]
    out = {name: np.zeros(len(f.tokens) + 1, bool) for name in ("mandarin", "adopted", "chinese")}
    texts = f.tokens.gather(used).to_list()
    out["mandarin"][used] = [spelling.is_mandarin(text) for text in texts]
    out["adopted"][used] = [spelling.is_given(text) and not spelling.is_mandarin(text) for text in texts]
    out["chinese"][used] = [spelling.is_chinese_family(text) for text in texts]
    return out


def _lone(f: Fields) -> Bools:
    rows = np.flatnonzero((f.given != NONE) & (f.family == NONE))
    out = np.zeros(f.n, bool)
    out[rows] = [not spelling.is_given(text) for text in f.tokens.gather(f.given[rows]).to_list()]
    return out


def _shared_only(f: Fields) -> Bools:
    strong, weak = np.zeros(f.n, bool), np.zeros(f.n, bool)
    is_weak = np.append(f.weak_mailbox, np.zeros(f.mailbox.n, bool))[f.mailbox.code]
    weak[f.mailbox.record[is_weak]] = True
    strong[f.mailbox.record[~is_weak]] = True
    return weak & ~strong
