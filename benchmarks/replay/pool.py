"""An invented pool of owners, people and mail of any size, as built tables."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import polars as pl

from transforms import plan, schema

OWNERS, KNOWN, OTHERS_KNOW, ACQUAINTED, COMPANIES = 40, 5_000, 2_500, 250_000, 8_000
TITLES = [
    "Data Engineer",
    "Accountant",
    "Nurse",
    "Sales Manager",
    "Lawyer",
    "Software Developer",
    "Teacher",
    "Buyer",
]


def word(letter: str, number: pl.Expr, digits: int = 6) -> pl.Expr:
    return letter + number.cast(pl.String).str.zfill(digits)


def frames(people: int, interactions: int) -> dict[str, pl.DataFrame]:
    """Built tables by name, and the owners (not a built table) as ``owner``."""
    draw = np.random.default_rng(7)
    owner_ids = [f"o{nth:02}" for nth in range(OWNERS)]
    skewed = 1 / np.arange(10, people + 10) ** 0.6
    skewed /= skewed.sum()
    nth = pl.col("nth")
    mailed = pl.DataFrame({"nth": range(people)}).select(
        record_id=word("r", nth), person_id=word("u", nth), owner_id=pl.lit(owner_ids[0]), kind=pl.lit("mail"),
        display_name=word("Person ", nth), address=word("u", nth) + "@example.org",
    )  # fmt: skip
    own = pl.DataFrame({"owner_id": owner_ids}).with_columns(
        record_id="r_" + pl.col("owner_id"), person_id="p_" + pl.col("owner_id"), kind=pl.lit("owner"),
        display_name="Owner " + pl.col("owner_id"), address=pl.col("owner_id") + "@example.org",
    )  # fmt: skip
    everyone = pl.concat([mailed, own], how="diagonal").with_columns(
        network_id=pl.lit("pool"), is_curated=pl.col("kind") == "owner", is_two_way=True, emails=pl.concat_list("address")
    )  # fmt: skip
    absent = {
        name: pl.lit([], dtype) if dtype.is_nested() else pl.lit(None, dtype)
        for name, dtype in schema.RECORD.schema.items()
        if name not in everyone.columns
    }
    known = [KNOWN] + [OTHERS_KNOW] * (OWNERS - 1)
    theirs = [draw.choice(people, min(n, people), replace=False, p=skewed) for n in known]
    pairs = np.column_stack((np.repeat(np.arange(OWNERS), list(map(len, theirs))), np.concatenate(theirs)))
    often = draw.pareto(1.1, len(pairs)).clip(0.05, 12)
    size = interactions * 2
    chosen = pairs[draw.choice(len(pairs), size, p=often / often.sum())]
    rows = pl.DataFrame({
        "owner": chosen[:, 0], "other": chosen[:, 1], "back": draw.integers(0, 520, size),
        "direction": draw.choice(["in", "out"], size), "n": draw.geometric(0.5, size),
    }).unique(["owner", "other", "back", "direction"], maintain_order=True).head(interactions)  # fmt: skip
    monday = pl.lit(date(2026, 10, 19)) - pl.duration(weeks=pl.col("back"))
    at = monday.cast(pl.Datetime("us", "UTC")) + pl.duration(hours=34)
    weekly = rows.select(
        "direction", "n", owner_id=word("o", pl.col("owner"), 2), week=monday, weight=pl.col("n") * 0.6,
        record_id=word("r", pl.col("other")), n_addressed="n", first_at=at, last_at=at,
    )  # fmt: skip
    ends = draw.choice(people, (ACQUAINTED, 2), p=skewed)
    met = pl.DataFrame({"a": ends.min(axis=1), "b": ends.max(axis=1), "n": draw.geometric(0.3, ACQUAINTED)})
    acquainted = met.filter(pl.col("a") < pl.col("b")).unique(["a", "b"], maintain_order=True).select(
        network_id=pl.lit("pool"), record_a=word("r", pl.col("a")),
        record_b=word("r", pl.col("b")), n_sent="n", sent=pl.col("n") * 0.2,
        n_together="n", together=pl.col("n") * 0.1, last_at=pl.lit(datetime(2026, 9, 1)).dt.replace_time_zone("UTC"),
    )  # fmt: skip
    works = pl.Series(draw.zipf(1.3, people) % COMPANIES).cast(pl.String)
    employed = mailed.select("record_id", organisation=works).select(
        "record_id", company_key="company" + pl.col("organisation"), organisation="Company " + pl.col("organisation"),
        title=pl.Series(draw.choice(TITLES, people)), is_current=True, basis=pl.lit("stated"),
        from_date=pl.lit(None, pl.Date), to_date=pl.lit(None, pl.Date),
    )  # fmt: skip
    return {
        "owner": own.select("owner_id", network_id=pl.lit("pool"), addresses=pl.concat_list("address")),
        "record": plan.tidy(schema.RECORD, everyone.with_columns(**absent)),
        "person_record": plan.tidy(schema.PERSON_RECORD, everyone.with_columns(likely_id="person_id")),
        "interaction": plan.tidy(schema.INTERACTION, weekly),
        "acquaintance_record": plan.tidy(schema.ACQUAINTANCE, acquainted),
        "affiliation_record": plan.tidy(schema.AFFILIATION, employed),
    }
