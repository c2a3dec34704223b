"""Which organisation a record belongs to: written down, or by the mail domain (AFFILIATION)."""

from __future__ import annotations

import polars as pl

from transforms.normalise.organisations import company_key, domain_company_key
from transforms.records import owner_record_id
from transforms.schema import AFFILIATION

STALE_DAYS = 730
"""Days that a dated affiliation may end before a later one of the same record and still be current."""


def build(records: pl.DataFrame, companies: pl.DataFrame, career: pl.DataFrame | None = None) -> pl.DataFrame:
    """AFFILIATION from RECORD, companies.csv (company_alias: company, alias, domain) and the owners' careers (CAREER
    with owner_id).

    stated: the organisation of a curated record, from connected_on or its first sighting, without an end.
    domain: each mail domain of a record that is no free-mail provider, dated by the record's first and last
    sighting. A career's employers and schools are stated of the owner's own record, from the first beginning to
    the last end at each, and current while one has no end. Aliases and domains of companies.csv go first. An affiliation is current unless another one of
    the same record goes on for more than STALE_DAYS after its last sign; one without dates is current.
    """
    names, domains = _companies(companies)
    parts = [_stated(records, names), _by_domain(records, domains)]
    if career is not None:
        parts.append(_career(career, names))
    built = pl.concat(parts, how="diagonal").collect()
    if "is_over" not in built.columns:
        built = built.with_columns(is_over=pl.lit(None, pl.Boolean))
    built = _named(built, companies)
    # The latest sign of another affiliation of the record: its own last one cannot contradict it.
    latest = built.group_by("record_id").agg(pl.col("to_date").max().alias("latest"))
    is_over = (pl.col("latest") - pl.col("to_date")).dt.total_days() > STALE_DAYS
    built = built.join(latest, on="record_id", how="left").with_columns(
        is_current=~pl.coalesce("is_over", is_over).fill_null(False)
    )
    return AFFILIATION.conform(built.sort(AFFILIATION.key))


def _companies(companies: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(key -> company_key of its company) for names and aliases, (domain -> company_key), both from
    companies.csv."""
    keys = companies.with_columns(target=_keys(companies["company"], company_key)).filter(
        pl.col("target").is_not_null()
    )
    aliases = keys.select(_keys(keys["alias"], company_key).alias("key"), "target").drop_nulls()
    domains = keys.select(
        pl.col("domain").str.strip_chars(" @.").str.to_lowercase().alias("domain"), "target"
    ).drop_nulls()
    return _one_each(aliases, "key"), _one_each(domains.filter(pl.col("domain") != ""), "domain")


def _one_each(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.group_by(key).agg(pl.col("target").min()).sort(key)


def _keys(values: pl.Series, key_of: object) -> pl.Series:
    """key_of once for each distinct value."""
    assert callable(key_of)
    known = {value: key_of(value) for value in values.unique().to_list() if value}
    return pl.Series(values.name, [known.get(value) for value in values], dtype=pl.String)


def _stated(records: pl.DataFrame, names: pl.DataFrame) -> pl.LazyFrame:
    return (
        records.lazy()
        .filter(
            pl.col("is_curated") & pl.col("company_key").is_not_null() & pl.col("organisation").is_not_null()
        )
        .join(names.lazy(), left_on="company_key", right_on="key", how="left")
        .select(
            "record_id",
            pl.coalesce("target", "company_key").alias("company_key"),
            "organisation",
            "title",
            pl.lit("stated").alias("basis"),
            pl.coalesce(pl.col("connected_on"), pl.col("first_seen").dt.date()).alias("from_date"),
            pl.col("last_seen").dt.date().alias("to_date"),
        )
    )


def _by_domain(records: pl.DataFrame, domains: pl.DataFrame) -> pl.LazyFrame:
    held = (
        records.select("record_id", "emails", "first_seen", "last_seen")
        .explode("emails")
        .filter(pl.col("emails").is_not_null())
        .with_columns(domain=pl.col("emails").str.split("@").list.last())
    )
    distinct = held.select("domain").unique().sort("domain")
    distinct = distinct.with_columns(found=_keys(distinct["domain"], domain_company_key))
    # A domain of companies.csv holds for the hosts below it, the longest that fits.
    above = (
        distinct.select("domain", pl.col("domain").alias("parent"))
        .with_columns(parent=pl.col("parent").map_elements(_parents, return_dtype=pl.List(pl.String)))
        .explode("parent")
        .join(domains.rename({"domain": "parent"}), on="parent", how="inner")
        .sort("domain", pl.col("parent").str.len_chars(), descending=[False, True])
        .unique("domain", keep="first", maintain_order=True)
        .select("domain", "target")
    )
    known = distinct.join(above, on="domain", how="left").select(
        "domain", pl.coalesce("target", "found").alias("company_key")
    )
    return (
        held.lazy()
        .join(known.lazy().drop_nulls(), on="domain", how="inner")
        .group_by("record_id", "company_key")
        .agg(
            pl.col("domain").min().alias("organisation"),
            pl.col("first_seen").min().dt.date().alias("from_date"),
            pl.col("last_seen").max().dt.date().alias("to_date"),
        )
        .select(
            "record_id",
            "company_key",
            "organisation",
            pl.lit(None, pl.String).alias("title"),
            pl.lit("domain").alias("basis"),
            "from_date",
            "to_date",
        )
    )


def _career(career: pl.DataFrame, names: pl.DataFrame) -> pl.LazyFrame:
    """One row for each owner and organisation of their career; is_over: nothing there goes on."""
    order = ["from_date", "to_date", "title"]
    return (
        career.with_columns(
            key=_keys(career["organisation"], company_key),
            record_id=_keys(career["owner_id"], owner_record_id),
        )
        .lazy()
        .filter(pl.col("key").is_not_null() & pl.col("record_id").is_not_null())
        .join(names.lazy(), on="key", how="left")
        .with_columns(company_key=pl.coalesce("target", "key"))
        .sort("record_id", "company_key", *order, "organisation", nulls_last=False)
        .group_by("record_id", "company_key", maintain_order=True)
        .agg(
            pl.col("organisation").last(),
            pl.col("title").drop_nulls().last(),
            pl.lit("stated").alias("basis"),
            pl.col("from_date").min(),
            pl.when(pl.col("is_over").all()).then(pl.col("to_date").max()).alias("to_date"),
            pl.col("is_over").all(),
        )
    )


def _parents(domain: str) -> list[str]:
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]


def _named(built: pl.DataFrame, companies: pl.DataFrame) -> pl.DataFrame:
    """A domain's organisation is the company's name of companies.csv, else the most frequent one stated, else
    the domain itself."""
    listed = companies.select(
        _keys(companies["company"], company_key).alias("company_key"), pl.col("company")
    )
    listed = listed.drop_nulls().group_by("company_key").agg(pl.col("company").min())
    stated = (
        built.filter(pl.col("basis") == "stated")
        .group_by("company_key", "organisation")
        .len()
        .sort("len", "organisation", descending=[True, False])
        .unique("company_key", keep="first", maintain_order=True)
        .select("company_key", pl.col("organisation").alias("said"))
    )
    named = built.join(listed, on="company_key", how="left").join(stated, on="company_key", how="left")
    return named.with_columns(
        organisation=pl.when(pl.col("basis") == "domain")
        .then(pl.coalesce("company", "said", "organisation"))
        .otherwise("organisation")
    ).drop("company", "said")
