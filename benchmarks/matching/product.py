"""Ours, in a process of its own: plain rows in, both partitions and the compared pairs out. It never sees the truth.

python product.py PLAIN.parquet OUT_FOLDER [DECISIONS.parquet MODEL.json]
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

os.environ.setdefault("POLARS_MAX_THREADS", "2")
sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import polars as pl

from connectors.schema import CONTACT
from matching.cost import Cost
from matching.sets import EXTRA
from transforms import records as record_rows
from transforms.identity import resolve as resolving
from transforms.identity.decisions import DECISION
from transforms.identity.ids import KNOWN
from transforms.identity.model import Model
from transforms.identity.specs import CONTACTS, Spec

OWNERS = pl.Schema({"owner_id": pl.String, "network_id": pl.String, "addresses": pl.List(pl.String)})
TWO_WAY = pl.Schema({"network_id": pl.String, "address": pl.String})
AT = datetime(2026, 1, 1, tzinfo=UTC)
ADDED = (
    Spec("birth date", column="birth_date", kind="date"),
    Spec("postcode", column="postcode", kind="code"),
    Spec("national id", column="national_id", kind="code"),
)
KIND_OF = {"email_header": "header_csv"}
"""A set's source -> kind; the sets hold no mailbox, so every record counts as written down on purpose."""


def records_of(plain: pl.DataFrame) -> pl.DataFrame:
    """Plain rows -> RECORD rows, with the set's further columns beside them."""
    frame = plain.with_columns(
        source_id=pl.lit("s"),
        owner_id=pl.lit("o"),
        locator=pl.lit("line:1"),
        kind=pl.col("source").replace_strict(KIND_OF, default=pl.col("source")),
        emails=pl.col("emails").list.eval(pl.element().str.strip_chars().str.to_lowercase()),
    )
    absent = [
        pl.lit(None, dtype).alias(name) for name, dtype in CONTACT.schema.items() if name not in frame.columns
    ]
    contacts = CONTACT.conform(frame.with_columns(absent))
    rows = record_rows.build(contacts, pl.DataFrame(schema=OWNERS), pl.DataFrame(schema=TWO_WAY))[0]
    extra = [c for c in EXTRA if c in plain.columns]
    return rows.join(plain.select("record_id", *extra), on="record_id", how="left") if extra else rows


def resolve(rows: pl.DataFrame, decisions: pl.DataFrame, model: Model | None) -> resolving.Identity:
    """The product's resolve() at its defaults, with specs for the columns that the set holds beyond contacts."""
    specs = (*CONTACTS, *(spec for spec in ADDED if spec.column in rows.columns))
    owners = pl.DataFrame(schema=OWNERS)
    return resolving.resolve(rows, owners, decisions, model, pl.DataFrame(schema=KNOWN), AT, specs=specs)


def keep_candidates() -> list[Any]:
    """What prepare() returns from now on, so that the candidate pairs can be written once the clock has stopped."""
    kept: list[Any] = []
    original = resolving.prepare

    def prepare(*arguments: Any, **named: Any) -> Any:
        kept.append(original(*arguments, **named))
        return kept[-1]

    resolving.prepare = prepare
    return kept


def main(plain_path: Path, out: Path, decided: Path | None = None, fitted: Path | None = None) -> None:
    cost, prepared = Cost(), keep_candidates()
    decisions = pl.read_parquet(decided) if decided else pl.DataFrame(schema=DECISION)
    model = Model.from_json(fitted.read_text()) if fitted else None
    with cost.phase("read"):
        plain = pl.read_parquet(plain_path)
    with cost.phase("normalise"):
        rows = records_of(plain)
    with cost.phase("resolve"):
        found = resolve(rows, decisions, model)
    cost.write(out / "cost.json", version=found.model.version)
    found.person_record.select("record_id", "person_id", "likely_id").write_parquet(out / "people.parquet")
    found.match.write_parquet(out / "match.parquet")
    found.blocking.write_parquet(out / "blocking.parquet")
    (out / "model.json").write_text(found.model.to_json())
    if prepared and not decided:
        number = {record_id: n for n, record_id in enumerate(plain["record_id"].to_list())}
        rows_of = [np.array([number[record_id] for record_id in p.fields.ids]) for p in prepared]
        pairs = [pl.DataFrame({"i": at[p.i], "j": at[p.j]}) for p, at in zip(prepared, rows_of, strict=True)]
        pl.concat(pairs).write_parquet(out / "candidates.parquet")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
