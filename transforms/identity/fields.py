"""Records of one network as integer columns: every string is encoded once, so that blocks, comparisons and weights
work on arrays. Row i is the i-th record in order of record_id, which makes results independent of input order.

Trusted records (curated, or written to by an owner) are the only ones that count in frequencies and cardinalities:
what a stranger claims in a header changes no number here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.identity import population
from transforms.normalise import emails, names, organisations, phones

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
NONE = -1

_KEY, _HANDLE = "\x00", "\x01"
"""Marks that keep order-free keys and user names apart from name tokens of the same letters."""
_SEPARATORS = re.compile(r"[^a-z]+")


class Codes:
    """Strings to consecutive integers."""

    def __init__(self) -> None:
        self.of: dict[str, int] = {}

    def __call__(self, text: str | None) -> int:
        return self.of.setdefault(text, len(self.of)) if text else NONE

    def texts(self) -> list[str]:
        return list(self.of)


@dataclass(frozen=True)
class Values:
    """A long table: record ``record[k]`` holds value ``code[k]``; sorted by record."""

    record: Ints
    code: Ints
    texts: list[str] = field(repr=False)
    spelt: dict[str, int] = field(default_factory=dict, repr=False)
    """Canonical value, as RECORD spells it -> code (several spellings of one mailbox share a code)."""

    @property
    def n(self) -> int:
        return len(self.texts)


@dataclass
class Fields:
    """One network's records as arrays of length n; codes are -1 where a record has nothing."""

    ids: list[str]
    trusted: Bools
    is_mail: Bools
    is_owner: Bools
    source: Ints
    """Same owner and same connector kind: one address book."""
    uid: Ints
    suffix: Ints
    tokens: list[str]
    """What the name codes below stand for."""
    given: Ints
    given_all: Ints
    family: Ints
    family_last: Ints
    family_all: Ints
    middle: Ints
    middle_initial: Ints
    """Letter of the first middle name, bare initials included."""
    name_key: Ints
    nick: Ints
    derived: Bools
    """The name was read out of the local part of an address; nobody wrote it."""
    handle: Ints
    """Letters of the local part or of a one-word name, for records without a full name."""
    name_handles: Ints
    """n x 5: user names that the full name suggests (gf, fg, initial+f, g+initial, f)."""
    roots: Values
    mailbox: Values
    local: Values
    """Local parts of the personal mailboxes, in the order of ``mailbox`` without the role ones."""
    phone: Values
    profile: Values
    affiliation: Values
    work_domain: Values
    """Company keys of mail domains alone."""
    city: Ints
    organisation: Ints
    given_bits: npt.NDArray[np.float64]
    family_bits: npt.NDArray[np.float64]
    full_bits: npt.NDArray[np.float64]
    rarity: npt.NDArray[np.float64]
    """log10 of the full name's frequency in the shipped population prior."""
    weak_mailbox: Bools = field(default_factory=lambda: np.zeros(0, bool))
    holders: dict[str, Ints] = field(default_factory=dict, repr=False)
    """People per code of mail, phone and profile, see strength.py."""

    @property
    def n(self) -> int:
        return len(self.ids)


def encode(records: pl.DataFrame) -> Fields:
    """RECORD rows of one network -> Fields. Cardinalities are filled in by strength.measure."""
    records = records.sort("record_id")
    trusted = (records["is_curated"] | records["is_two_way"]).to_numpy().astype(bool)
    parts = _name_parts(records)
    coded = parts.columns
    bits = population.bits(parts.tokens, coded["given"], coded["family_last"], coded["name_key"], trusted)
    mailbox = _values(records, "emails", emails.comparison_key)
    return Fields(
        ids=records["record_id"].to_list(),
        trusted=trusted,
        is_mail=(records["kind"] == "mail").to_numpy().astype(bool),
        is_owner=(records["kind"] == "owner").to_numpy().astype(bool),
        source=_codes(records["owner_id"] + "\x1f" + records["kind"]),
        uid=_codes(records["uid"]),
        suffix=_codes(records["suffix"]),
        tokens=parts.tokens,
        given=coded["given"],
        given_all=coded["given_all"],
        family=coded["family"],
        family_last=coded["family_last"],
        family_all=coded["family_all"],
        middle=coded["middle"],
        middle_initial=coded["middle_initial"],
        name_key=coded["name_key"],
        nick=parts.nick,
        derived=parts.derived,
        handle=parts.handle,
        name_handles=parts.name_handles,
        roots=parts.roots,
        mailbox=mailbox,
        local=_locals(mailbox, parts),
        phone=_values(records, "phones", phones.comparison_key),
        profile=_values(records, "profiles", lambda url: url),
        affiliation=_affiliations(records, mailbox, stated=True),
        work_domain=_affiliations(records, mailbox, stated=False),
        city=_codes(_mapped(records["city"], lambda city: names.fold(city.split(",")[0]).replace(" ", ""))),
        organisation=_codes(records["company_key"]),
        given_bits=bits.given,
        family_bits=bits.family,
        full_bits=bits.full,
        rarity=bits.rarity,
    )


_CODED = ("given", "given_all", "family", "family_last", "family_all", "middle", "middle_initial", "name_key")


@dataclass
class NameParts:
    """Codes of the parts of each record's name (see Fields) and of its nickname roots."""

    columns: dict[str, Ints]
    nick: Ints
    handle: Ints
    name_handles: Ints
    derived: Bools
    roots: Values
    tokens: list[str]


class _Distinct:
    """Distinct written names, each folded and coded once: row k of ``rows`` and ``roots`` is name k."""

    def __init__(self, tokens: Codes) -> None:
        self.tokens = tokens
        self.index: dict[tuple[str | None, str | None, str | None], int] = {}
        self.rows: list[tuple[int, ...]] = []
        self.roots: list[list[int]] = []
        self.words: list[tuple[str, str]] = []

    def __call__(self, given: str | None, middle: str | None, family: str | None) -> int:
        known = self.index.get((given, middle, family))
        if known is not None:
            return known
        parts = _fold_parts(given, middle, family)
        g, _, f, f_last, f_all, mid = parts
        code = self.tokens
        key = " ".join(t for t in sorted({*g.split(), mid, *f.split(), f_last}) if len(t) > 1)
        suggested: tuple[str, ...] = ("",) * 5
        if len(g) > 1 and len(f_all) > 1:
            suggested = (g + f_all, f_all + g, g[0] + f_all, g + f_all[0], f_all)
        handles = [code(_HANDLE + s) if len(s) >= 5 else NONE for s in suggested]
        initial = names.fold(middle)[:1]
        self.rows.append(
            (
                *map(code, parts),
                ord(initial) if initial else NONE,
                code(_KEY + key) if " " in key else NONE,
                *handles,
            )
        )
        self.roots.append([code(root) for root in sorted(names.roots(g))] if g else [])
        self.words.append((g, f_all))
        self.index[(given, middle, family)] = len(self.rows) - 1
        return len(self.rows) - 1


def _name_parts(records: pl.DataFrame) -> NameParts:
    tokens = Codes()
    distinct = _Distinct(tokens)
    columns = [records[c].to_list() for c in ("given", "middle", "family")]
    row = [distinct(*name) for name in zip(*columns, strict=True)]
    words = distinct.words
    lacking = [i for i, k in enumerate(row) if not (words[k][0] and words[k][1])]
    derived = np.zeros(records.height, bool)
    handle = np.full(records.height, NONE, np.int64)
    addresses = records["emails"].gather(lacking).to_list()
    for i, mine in zip(lacking, addresses, strict=True):
        one_word = words[row[i]][0] or words[row[i]][1]
        guess = [w for w in _SEPARATORS.split(_personal_local(mine)) if w]
        if pair := _guess_name(one_word, guess):
            row[i], derived[i] = distinct(pair[0], None, pair[1]), True
        letters = one_word if len(one_word) >= 5 else "".join(guess)
        if len(letters) >= 5:
            handle[i] = tokens(_HANDLE + letters)
    of = np.array(row, np.int64)
    table = np.array(distinct.rows, np.int64).reshape(-1, len(_CODED) + 5)[of]
    lengths = np.array([len(r) for r in distinct.roots], np.int64)[of]
    roots = [code for k in row for code in distinct.roots[k]]
    nick = [tokens(names.fold(n).split(" ")[0]) if n else NONE for n in records["nickname"].to_list()]
    return NameParts(
        columns={name: table[:, k].copy() for k, name in enumerate(_CODED)},
        nick=np.array(nick, np.int64),
        handle=handle,
        name_handles=table[:, len(_CODED) :].copy(),
        derived=derived,
        roots=Values(np.repeat(np.arange(len(row)), lengths), np.array(roots, np.int64), []),
        tokens=tokens.texts(),
    )


_Name = tuple[str, str, str, str, str, str]


def _fold_parts(given: str | None, middle: str | None, family: str | None) -> _Name:
    """(first given, all given joined, first family, last family, family joined, last middle), folded."""
    g = names.fold(given).split()
    m = [t for t in names.fold(middle).split() if len(t) > 1]
    f_words = names.fold(family).split()
    f = [t for t in f_words if t not in names.PARTICLES] or f_words
    long_given = [t for t in g if len(t) > 1] + m
    first = next((t for t in g if len(t) > 1), g[0] if g else "")
    if not g and m:
        first = m[0]
    inner = [t for t in m if t not in names.PARTICLES]
    return (
        first,
        "".join(long_given) or first,
        f[0] if f else "",
        f[-1] if f else "",
        "".join(f),
        inner[-1] if inner else "",
    )


def _guess_name(one_word: str, local: list[str]) -> tuple[str, str] | None:
    """(given, family) from the words of a local part, for a record without a name or with a given name only:
    greg.bombieri or gregbombieri of a Greg is Greg Bombieri."""
    if not one_word:
        return (local[0], local[1]) if len(local) == 2 and max(map(len, local)) > 2 else None
    if len(one_word) < 3:
        return None
    if len(local) == 2 and one_word in local:
        other = local[0] if local[1] == one_word else local[1]
        return (one_word, other) if len(other) > 2 else None
    letters = "".join(local)
    rest = letters.removeprefix(one_word) if letters.startswith(one_word) else letters.removesuffix(one_word)
    return (one_word, rest) if rest != letters and len(rest) > 2 else None


def _personal_local(addresses: list[str] | None) -> str:
    for address in addresses or []:
        if not emails.is_role(address) and not emails.is_list_like(address):
            return (
                emails.comparison_key(address).rpartition("@")[0]
                if "gmail" not in address
                else address.partition("@")[0].split("+")[0]
            )
    return ""


def _codes(column: pl.Series) -> Ints:
    code = Codes()
    return np.array([code(value) for value in column.to_list()], np.int64)


def _values(records: pl.DataFrame, column: str, normalise: Callable[[str], str | None]) -> Values:
    code = Codes()
    seen: dict[str, int] = {}
    record, coded = [], []
    for i, values in enumerate(records[column].to_list()):
        mine = set()
        for value in values or []:
            if value not in seen:
                seen[value] = code(normalise(value))
            mine.add(seen[value])
        for c in sorted(mine - {NONE}):
            record.append(i)
            coded.append(c)
    return Values(np.array(record, np.int64), np.array(coded, np.int64), code.texts(), seen)


def _locals(mailbox: Values, parts: NameParts) -> Values:
    """Local parts of personal mailboxes without separators, digits kept (anna84 is not anna), and names of one
    word that are user names."""
    code = Codes()
    of = [
        NONE if emails.is_role(address) else code(re.sub("[._-]", "", address.rpartition("@")[0]))
        for address in mailbox.texts
    ]
    table = np.array(of or [NONE], np.int64)
    coded = table[mailbox.code] if len(mailbox.code) else mailbox.code
    alone = np.flatnonzero((parts.handle != NONE) & (parts.columns["family"] == NONE))
    handles = [parts.tokens[k].removeprefix(_HANDLE) for k in parts.handle[alone].tolist()]
    extra = np.array([NONE if names.is_given(h) else code(h) for h in handles], np.int64)
    record = np.concatenate([mailbox.record, alone])
    coded = np.concatenate([coded, extra])
    keep = coded != NONE
    rows = np.unique(np.stack([record[keep], coded[keep]], axis=1), axis=0).reshape(-1, 2)
    return Values(rows[:, 0], rows[:, 1], code.texts())


def _affiliations(records: pl.DataFrame, mailbox: Values, stated: bool) -> Values:
    """Company keys: stated ones, if wanted, and those of mail domains."""
    code = Codes()
    found = {(i, code(k)) for i, k in enumerate(records["company_key"].to_list()) if k and stated}
    of = [code(organisations.domain_company_key(address.rpartition("@")[2])) for address in mailbox.texts]
    found |= {
        (i, of[c])
        for i, c in zip(mailbox.record.tolist(), mailbox.code.tolist(), strict=True)
        if of[c] != NONE
    }
    ordered = np.array(sorted(found), np.int64).reshape(-1, 2)
    return Values(ordered[:, 0], ordered[:, 1], code.texts())


def _mapped(column: pl.Series, normalise: Callable[[str], str]) -> pl.Series:
    """A function of text applied once per distinct value; empty results are null."""
    known = {value: normalise(value) or None for value in column.unique().drop_nulls().to_list()}
    return pl.Series([known[v] if v is not None else None for v in column.to_list()], dtype=pl.String)
