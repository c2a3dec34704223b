"""Records of one network as integer columns: every string is encoded once, so that blocks, comparisons and weights
work on arrays. Row i is the i-th record in order of record_id, which makes results independent of input order.

Trusted records (curated, or written to by an owner) are the only ones that count in frequencies and cardinalities:
what a stranger claims in a header changes no number here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.identity import addresses, alias_fields, population
from transforms.identity.coding import NONE, Bools, Ints, Values, codes, lengths, listed, long
from transforms.identity.naming import HANDLE, NameParts, name_parts
from transforms.identity.specs import Value
from transforms.identity.words import written
from transforms.normalise import emails, names, organisations, phones, plain
from transforms.normalise.columns import mapped


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
    tokens: pl.Series
    """What the name codes below stand for."""
    length: Ints
    first: Ints
    """By token, and for NONE at the end: how many letters, and a code of the first."""
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
    aliases: alias_fields.Aliases
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
    city_texts: pl.Series
    organisation: Ints
    given_bits: npt.NDArray[np.float64]
    family_bits: npt.NDArray[np.float64]
    full_bits: npt.NDArray[np.float64]
    rarity: npt.NDArray[np.float64]
    """log10 of the full name's frequency in the shipped population prior."""
    weak_mailbox: Bools = field(default_factory=lambda: np.zeros(0, bool))
    values: tuple[Value, ...] = ()
    """Columns that contacts do not have, see specs.py."""
    holders: dict[str, Ints] = field(default_factory=dict, repr=False)
    """People per code of mail, phone and profile, see strength.py."""

    frequencies: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=population.FREQUENCY), repr=False
    )
    """Those that the bits come from."""
    n_reference: int = 0
    """Trusted records that frequencies are reckoned among."""

    @property
    def n(self) -> int:
        return len(self.ids)


def encode(records: pl.DataFrame, frequencies: pl.DataFrame | None = None) -> Fields:
    """RECORD rows of one network -> Fields. Cardinalities are filled in by strength.measure. ``frequencies``: those
    frozen with the model; none counts these records."""
    records = records.sort("record_id")
    trusted = (records["is_curated"] | records["is_two_way"]).to_numpy().astype(bool)
    as_written = written(records)
    parts = name_parts(records, as_written)
    coded = parts.columns
    named = parts.tokens, coded["given"], coded["family_last"], coded["name_key"]
    frequencies = population.count(*named, trusted) if frequencies is None else frequencies
    bits = population.bits(*named, frequencies)
    mailbox = listed(records["emails"], emails.comparison_key, plain.is_comparison_key)
    (city,), city_texts = codes(mapped(records["city"], _town))
    return Fields(
        ids=records["record_id"].to_list(),
        trusted=trusted,
        is_mail=(records["kind"] == "mail").to_numpy().astype(bool),
        is_owner=(records["kind"] == "owner").to_numpy().astype(bool),
        source=_codes(records["owner_id"] + "\x1f" + records["kind"]),
        uid=_codes(records["uid"]),
        suffix=_codes(records["suffix"]),
        tokens=parts.tokens,
        length=lengths(parts.tokens),
        first=np.append(_codes(parts.tokens.str.head(1)), NONE),
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
        aliases=alias_fields.encode(as_written, mailbox),
        roots=parts.roots,
        mailbox=mailbox,
        local=_locals(mailbox, parts),
        phone=listed(records["phones"], phones.comparison_key),
        profile=listed(records["profiles"]),
        affiliation=_affiliations(records, mailbox, stated=True),
        work_domain=_affiliations(records, mailbox, stated=False),
        city=city,
        city_texts=city_texts,
        organisation=_codes(records["company_key"]),
        given_bits=bits.given,
        family_bits=bits.family,
        full_bits=bits.full,
        rarity=bits.rarity,
        frequencies=frequencies,
        n_reference=population.n_records(frequencies),
    )


def _codes(column: pl.Series) -> Ints:
    return codes(column)[0][0]


def _locals(mailbox: Values, parts: NameParts) -> Values:
    """Local parts of personal mailboxes without separators, digits kept (anna84 is not anna), and names of one
    word that are user names."""
    address = mailbox.texts
    local = address.str.replace(r"@[^@]*$", "").str.replace_all(r"[._-]", "")
    role = addresses.is_role(address)
    local = pl.select(pl.when(~role).then(local)).to_series()
    alone = np.flatnonzero((parts.handle != NONE) & (parts.columns["family"] == NONE))
    handles = [text.removeprefix(HANDLE) for text in parts.tokens.gather(parts.handle[alone]).to_list()]
    extra = pl.Series([None if names.is_given(h) else h for h in handles], dtype=pl.String)
    return long(
        pl.concat([pl.Series(mailbox.record), pl.Series(alone)]),
        pl.concat([local.gather(mailbox.code), extra]),
    )


def _affiliations(records: pl.DataFrame, mailbox: Values, stated: bool) -> Values:
    """Company keys: stated ones, if wanted, and those of mail domains."""
    domain = mailbox.texts.str.extract(r"@([^@]*)$")
    key = mapped(domain, organisations.domain_company_key).gather(mailbox.code)
    record = pl.Series(mailbox.record)
    if stated:
        record = pl.concat([pl.int_range(records.height, dtype=pl.Int64, eager=True), record])
        key = pl.concat([records["company_key"], key])
    return long(record, key)


def _town(city: str) -> str:
    return names.fold(city.split(",")[0]).replace(" ", "")
