"""Contacts as connectors found them -> records: one row per record_id, normalised, and every place it was seen.

Spellings of one record are summed, addresses and numbers united, dates widened. Rows that carry one record_id but
names of different people (a copied card keeps its UID) are told apart again, so that no later step meets a record
that is two people. Each owner adds one record of their own, with the declared name and addresses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import polars as pl

from connectors.record_id import profile
from connectors.schema import HEADER_KINDS, NAMES
from transforms.normalise import emails, names, organisations, phones, plain
from transforms.normalise.columns import mapped
from transforms.schema import RECORD, RECORD_SOURCE

_WRITTEN = ("full_name", "given", "middle", "family", "suffix", "nickname")
_CLAIMS = (*HEADER_KINDS, "linkedin_invitations")
"""Kinds of records that nobody wrote down on purpose: what they are called is what they call themselves."""
_FIRST = ("uid", "nickname", "organisation", "title", "city", "region", "country")


def build(
    contacts: pl.DataFrame,
    owners: pl.DataFrame,
    two_way: pl.DataFrame,
    lists: pl.DataFrame | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """CONTACT rows -> (RECORD, RECORD_SOURCE).

    ``owners``: owner_id, network_id, addresses (canonical, profiles among them). ``two_way``: (network_id,
    address or profile) an owner wrote to. ``lists``: (network_id, address) of mailing lists, known from the mail of all
    sources together: what one source took for a person in its headers is none then; a card stays a card.
    """
    contacts = _without_lists(contacts, owners, lists)
    rows = _split_by_name(contacts.sort("record_id", "source_id", "locator", nulls_last=True))
    places = (
        # whom somebody named (asks.csv) stands in no source
        rows.filter(pl.col("source_id").is_not_null())
        .select("record_id", "source_id", "locator")
        .unique()
        .sort("record_id", "source_id", "locator")
    )
    merged = _merge(rows, owners)
    people = _named(merged)
    trusted = two_way.select(
        "network_id", pl.col("address").alias("_address"), pl.lit(True).alias("_written_to")
    )
    answered = (
        people.select("record_id", "network_id", pl.concat_list("emails", "profiles").alias("_address"))
        .explode("_address")
        .join(trusted.unique(), on=["network_id", "_address"])
        .select("record_id", "_written_to")
        .unique()
    )
    people = people.join(answered, on="record_id", how="left").with_columns(
        is_two_way=pl.col("is_curated") | pl.col("_written_to").fill_null(False)
    )
    whole = pl.concat([RECORD.conform(people), owner_records(owners)])
    return whole.sort("record_id"), RECORD_SOURCE.conform(places)


def _without_lists(contacts: pl.DataFrame, owners: pl.DataFrame, lists: pl.DataFrame | None) -> pl.DataFrame:
    if lists is None or not lists.height:
        return contacts
    listed = (
        owners.select("owner_id", "network_id")
        .unique()
        .join(lists, on="network_id")
        .select("owner_id", "address", kind=pl.lit("mail"))
    )
    address = mapped(contacts["emails"].list.first(), emails.canonical).alias("_address")
    return (
        contacts.with_columns(address)
        .join(
            listed,
            left_on=["owner_id", "_address", "kind"],
            right_on=["owner_id", "address", "kind"],
            how="anti",
        )
        .drop("_address")
    )


def owner_records(owners: pl.DataFrame) -> pl.DataFrame:
    """One record per owner: the declared name (owner_id), addresses and profiles; kind 'owner'."""
    rows: list[dict[str, Any]] = []
    for owner in owners.iter_rows(named=True):
        name = names.parse(owner["owner_id"]) or names.Name()
        own = sorted(set(owner["addresses"] or []))
        rows.append(
            {
                "record_id": owner_record_id(owner["owner_id"]),
                "network_id": owner["network_id"],
                "owner_id": owner["owner_id"],
                "kind": "owner",
                "is_curated": True,
                "is_two_way": True,
                "display_name": owner["owner_id"],
                "given": name.given or None,
                "middle": name.middle or None,
                "family": name.family or None,
                "suffix": name.suffix or None,
                "names": [{"name": owner["owner_id"], "n": 1}],
                "emails": [one for one in own if "@" in one],
                "phones": [],
                "profiles": [one for one in own if "@" not in one],
                "labels": [],
                "relations": [],
            }
        )
    return RECORD.rows(rows)


def owner_record_id(owner_id: str) -> str:
    """The id of the record that an owner declares of themselves."""
    return "r_" + hashlib.blake2b(f"owner\x1f{owner_id}".encode(), digest_size=10).hexdigest()


def _merge(rows: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """One row per record_id; network joined; addresses, numbers and profiles canonical."""
    region = pl.when(pl.col("country").str.contains(r"^[A-Z]{2}$")).then("country").otherwise(pl.lit(None))
    rows = rows.with_columns(_region=region)
    one = rows.group_by("record_id", maintain_order=True).agg(
        pl.col("owner_id", "kind").first(),
        *(pl.col(c).drop_nulls().last() for c in (*_WRITTEN[:-1], *_FIRST)),
        pl.col("_region").drop_nulls().last(),
        pl.col("connected_on", "first_seen").min(),
        pl.col("last_seen").max(),
    )
    for column in ("labels", "relations"):
        parts = rows.select("record_id", column).explode(column).drop_nulls().unique()
        lists = parts.group_by("record_id").agg(pl.col(column).sort())
        one = one.join(lists, on="record_id", how="left", maintain_order="left")
    one = one.join(_spellings(rows), on="record_id", how="left", maintain_order="left")
    one = one.join(
        _canonical(rows, "emails", "emails", emails.canonical, plain.is_canonical), on="record_id", how="left"
    )
    one = one.join(_canonical(rows, "urls", "profiles", profile), on="record_id", how="left")
    one = one.join(_phones(rows), on="record_id", how="left")
    empty = [
        pl.col(c).fill_null([]) for c in ("emails", "phones", "profiles", "labels", "names", "relations")
    ]
    networks = owners.select("owner_id", "network_id")
    return one.join(networks, on="owner_id", how="left").with_columns(
        *empty,
        network_id=pl.coalesce("network_id", "owner_id"),
        is_curated=~pl.col("kind").is_in(_CLAIMS),
        company_key=mapped(one["organisation"], organisations.company_key),
    )


def _named(records: pl.DataFrame) -> pl.DataFrame:
    """Display name and the parts of the name; for mail the most frequent spelling that is a name."""
    found = plain.names(records.select(_WRITTEN))
    rows = found["given"].is_null().arg_true()
    parsed: dict[tuple[str | None, ...], dict[str, str | None]] = {}
    out = []
    for row in records.select(*_WRITTEN, "names")[rows].iter_rows():
        written = row[:6]
        if not (written[0] or written[1] or written[3]):
            spelt = sorted(row[6], key=lambda s: (-s["n"], s["name"]))
            best = next((s["name"] for s in spelt if names.parse(s["name"])), None)
            written = (best, *written[1:])
        if (parts := parsed.get(written)) is None:
            parts = parsed[written] = _parts(*written)
        out.append(parts)
    taken_apart = pl.DataFrame(out, schema=dict.fromkeys(found.columns, pl.String), orient="row")
    frame = found.select(column.scatter(rows, taken_apart[column.name]) for column in found)
    return records.drop(*_WRITTEN).hstack(frame)


def _parts(
    full: str | None,
    given: str | None,
    middle: str | None,
    family: str | None,
    suffix: str | None,
    nick: str | None,
) -> dict[str, str | None]:
    name = names.parse(full, given, middle, family)
    if name is None:
        return {"nickname": nick}
    generation = name.suffix or names.GENERATIONS.get((suffix or "").strip(" .").lower(), "")
    spelt = " ".join(filter(None, (name.given, name.middle, name.family)))
    readable = full if full and "@" not in full and "," not in full and names.fold(full) else spelt
    return {
        "display_name": readable or None,
        "given": name.given or None,
        "middle": name.middle or None,
        "family": name.family or None,
        "suffix": generation or None,
        "nickname": nick or name.nickname or None,
    }


def _spellings(rows: pl.DataFrame) -> pl.DataFrame:
    listed = rows.select("record_id", pl.col("names")).explode("names").drop_nulls().unnest("names")
    written = rows.filter(~pl.col("kind").is_in(HEADER_KINDS)).select(
        "record_id", pl.col("full_name").alias("name"), pl.lit(1, pl.Int64).alias("n")
    )
    counted = (
        pl.concat([listed, written.drop_nulls("name")]).group_by("record_id", "name").agg(pl.col("n").sum())
    )
    struct = pl.struct("name", "n").cast(NAMES.inner)
    return counted.sort("record_id", "name").group_by("record_id").agg(struct.alias("names"))


def _canonical(
    rows: pl.DataFrame,
    source: str,
    target: str,
    normalise: Callable[[str], str | None],
    done: Callable[[pl.Series], pl.Series] | None = None,
) -> pl.DataFrame:
    """record_id with the sorted distinct canonical values of a list column."""
    values = rows.select("record_id", pl.col(source).alias(target)).explode(target).drop_nulls().unique()
    values = values.with_columns(mapped(values[target], normalise, done)).drop_nulls()
    return values.group_by("record_id").agg(pl.col(target).unique().sort())


def _phones(rows: pl.DataFrame) -> pl.DataFrame:
    values = rows.select("record_id", "_region", "phones").explode("phones").drop_nulls("phones").unique()
    found = [phones.canonical(raw, region) for raw, region in values.select("phones", "_region").iter_rows()]
    values = values.select("record_id", pl.Series("phones", found, pl.String)).drop_nulls()
    return values.group_by("record_id").agg(pl.col("phones").unique().sort())


def _split_by_name(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of one record_id whose names disagree get ids of their own; the alphabetically first name keeps it."""
    shared = rows.filter(
        ~pl.col("kind").is_in(HEADER_KINDS) & (pl.struct(*_WRITTEN[:4]).n_unique().over("record_id") > 1)
    )
    renamed: dict[tuple[str, str | None, str | None, str | None, str | None], str] = {}
    for (record_id,), group in shared.group_by("record_id", maintain_order=True):
        variants = {}
        for written in group.select(*_WRITTEN[:4]).unique().iter_rows():
            name = names.parse(*written) or names.Name()
            variants[written] = (names.fold(name.given), names.fold(name.family))
        heads: list[tuple[str, str]] = []
        for written, folded in sorted(variants.items(), key=lambda item: (item[1], str(item[0]))):
            head = next((h for h in heads if not names.incompatible(h, folded)), None)
            if head is None:
                heads.append(folded)
                head = folded
            if head != heads[0]:
                mark = hashlib.blake2b("\x1f".join(head).encode(), digest_size=4).hexdigest()
                renamed[(str(record_id), *written)] = f"{record_id}_{mark}"
    if not renamed:
        return rows
    keys = rows.select("record_id", *_WRITTEN[:4]).iter_rows()
    ids = [renamed.get(key, key[0]) for key in keys]
    return rows.with_columns(pl.Series("record_id", ids)).sort(
        "record_id", "source_id", "locator", nulls_last=True
    )
