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
    name_key: Ints
    nick: Ints
    derived: Bools
    """The name was read out of the local part of an address; nobody wrote it."""
    handle: Ints
    """Letters of the local part or of a one-word name, for records without a full name."""
    name_handles: Ints
    """n x 4: user names that the full name suggests (gf, fg, initial+f, g+initial)."""
    roots: Values
    mailbox: Values
    local: Values
    """Local parts of the personal mailboxes, in the order of ``mailbox`` without the role ones."""
    phone: Values
    profile: Values
    affiliation: Values
    city: Ints
    organisation: Ints
    given_bits: npt.NDArray[np.float64]
    family_bits: npt.NDArray[np.float64]
    full_bits: npt.NDArray[np.float64]
    rarity: npt.NDArray[np.float64]
    """log10 of the full name's frequency in the shipped population prior."""
    weak_mailbox: Bools = field(default_factory=lambda: np.zeros(0, bool))
    weak_phone: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    @property
    def n(self) -> int:
        return len(self.ids)


def encode(records: pl.DataFrame) -> Fields:
    """RECORD rows of one network -> Fields. Cardinalities are filled in by strength.measure."""
    records = records.sort("record_id")
    n = records.height
    trusted = (records["is_curated"] | records["is_two_way"]).to_numpy().astype(bool)
    parts = _name_columns(records)
    tokens = parts.tokens
    columns = {name: np.array(values, np.int64).reshape(n, -1) for name, values in parts.columns.items()}
    flat = {name: column[:, 0] for name, column in columns.items() if name != "name_handles"}
    bits = population.bits(tokens.texts(), flat["given"], flat["family_last"], flat["name_key"], trusted)
    mailbox = _values(records, "emails", emails.comparison_key)
    return Fields(
        ids=records["record_id"].to_list(),
        trusted=trusted,
        is_mail=(records["kind"] == "mail").to_numpy().astype(bool),
        is_owner=(records["kind"] == "owner").to_numpy().astype(bool),
        source=_codes(records.select(pl.concat_str("owner_id", "kind", separator="\x1f")).to_series()),
        uid=_codes(records["uid"]),
        suffix=_codes(records["suffix"]),
        tokens=tokens.texts(),
        derived=np.array(parts.derived, bool),
        name_handles=columns["name_handles"].reshape(n, 4),
        **{k: flat[k] for k in ("given", "given_all", "family", "family_last", "family_all", "middle")},
        **{k: flat[k] for k in ("name_key", "nick", "handle")},
        roots=Values(
            np.array([r for r, _ in parts.roots], np.int64),
            np.array([c for _, c in parts.roots], np.int64),
            tokens.texts(),
        ),
        mailbox=mailbox,
        local=_locals(mailbox),
        phone=_values(records, "phones", phones.comparison_key),
        profile=_values(records, "profiles", lambda url: url),
        affiliation=_affiliations(records, mailbox),
        city=_codes(
            pl.Series([names.fold((c or "").split(",")[0]).replace(" ", "") or None for c in records["city"]])
        ),
        organisation=_codes(records["company_key"]),
        given_bits=bits.given,
        family_bits=bits.family,
        full_bits=bits.full,
        rarity=bits.rarity,
    )


@dataclass
class _Parts:
    columns: dict[str, list[object]]
    derived: list[bool]
    roots: list[tuple[int, int]]
    tokens: Codes


_Name = tuple[str, str, str, str, str, str]


def _name_columns(records: pl.DataFrame) -> _Parts:
    tokens = Codes()
    columns: dict[str, list[object]] = {
        c: []
        for c in (
            "given",
            "given_all",
            "family",
            "family_last",
            "family_all",
            "middle",
            "name_key",
            "nick",
            "handle",
        )
    }
    columns["name_handles"] = []
    derived: list[bool] = []
    roots: list[tuple[int, int]] = []
    seen: dict[tuple[str | None, ...], _Name] = {}
    rows = records.select("given", "middle", "family", "nickname", "emails").iter_rows()
    for i, (given, middle, family, nickname, addresses) in enumerate(rows):
        written = (given, middle, family)
        parts = seen.get(written)
        if parts is None:
            parts = seen[written] = _fold_parts(given, middle, family)
        guessed = False
        local = ""
        if not (parts[0] and parts[2]):
            local = _personal_local(addresses)
            if not parts[0] and not parts[2] and local:
                words = [w for w in _SEPARATORS.split(local) if w]
                if len(words) == 2 and max(map(len, words)) > 2:
                    parts, guessed = _fold_parts(words[0], None, words[1]), True
        g, g_all, f, f_last, f_all, mid = parts
        full = sorted({*g.split(), *mid.split(), *f.split(), f_last} - {""})
        codes = (tokens(g), tokens(g_all), tokens(f), tokens(f_last), tokens(f_all), tokens(mid))
        for column, code in zip(
            ("given", "given_all", "family", "family_last", "family_all", "middle"), codes, strict=True
        ):
            columns[column].append(code)
        key = " ".join(t for t in full if len(t) > 1)
        columns["name_key"].append(tokens("\x00" + key) if " " in key else NONE)
        columns["nick"].append(tokens(names.fold(nickname).split(" ")[0]) if nickname else NONE)
        letters = "".join(_SEPARATORS.split(local)) if local else ""
        one_word = (g or f_all) if not (g and f_all) else ""
        handle = one_word if len(one_word) >= 5 else letters
        columns["handle"].append(
            tokens("\x01" + handle) if len(handle) >= 5 and (guessed or not (g and f_all)) else NONE
        )
        if g and f_all and len(g) > 1 and len(f_all) > 1:
            suggested = (g + f_all, f_all + g, g[0] + f_all, g + f_all[0])
            columns["name_handles"].append([tokens("\x01" + s) if len(s) >= 5 else NONE for s in suggested])
        else:
            columns["name_handles"].append([NONE] * 4)
        derived.append(guessed)
        roots.extend((i, tokens(root)) for root in sorted(names.roots(g))) if g else None
    return _Parts(columns, derived, roots, tokens)


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


def _locals(mailbox: Values) -> Values:
    """Local parts of personal mailboxes, digits at the end kept (anna84 is not anna)."""
    code = Codes()
    of = [
        NONE
        if emails.is_role(address)
        else code(address.rpartition("@")[0].replace(".", "").replace("_", ""))
        for address in mailbox.texts
    ]
    table = np.array(of or [NONE], np.int64)
    coded = table[mailbox.code] if len(mailbox.code) else mailbox.code
    keep = coded != NONE
    return Values(mailbox.record[keep], coded[keep], code.texts())


def _affiliations(records: pl.DataFrame, mailbox: Values) -> Values:
    """Company keys: stated ones and those of mail domains."""
    code = Codes()
    found = {(i, code(k)) for i, k in enumerate(records["company_key"].to_list()) if k}
    of = [code(organisations.domain_company_key(address.rpartition("@")[2])) for address in mailbox.texts]
    found |= {
        (i, of[c])
        for i, c in zip(mailbox.record.tolist(), mailbox.code.tolist(), strict=True)
        if of[c] != NONE
    }
    ordered = np.array(sorted(found), np.int64).reshape(-1, 2)
    return Values(ordered[:, 0], ordered[:, 1], code.texts())
