"""The sets: records of known people, each as plain rows without the answer, and the answer apart.

Plain rows, for every side the same: record_id (renumbered after shuffling), source, full_name, given, family, emails,
phones, organisation, title, city, and whatever more the set holds: birth_date, postcode, national_id, address.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from matching.metrics import Ints, codes

CORPORA = Path(os.environ.get("WEAKTIES_CORPORA", Path(__file__).resolve().parents[2] / "../shared/data"))
SETS = {
    "contacts_10k": "contacts_10k.parquet",
    "contacts_100k": "contacts_100k.parquet",
    "historical_50k": "historical_50k.parquet",
    "fake_1000": "fake_1000.csv",
    "febrl3": "febrl_dataset3.csv",
    "febrl4": "febrl_dataset4a.csv",
    "mailmap_git": "mailmap_git.csv",
    "mailmap_scipy": "mailmap_scipy.csv",
    "csv_example": "dedupe_csv_example_true_ids.csv",
}
MADE = re.compile(r"made:(\d+):(\d+)")
"""made:RECORDS:SEED."""
EXTRA = ("birth_date", "postcode", "national_id", "address", "address_number")
_CORE: dict[str, Any] = {
    "source": pl.String,
    "full_name": pl.String,
    "given": pl.String,
    "family": pl.String,
    "emails": pl.List(pl.String),
    "phones": pl.List(pl.String),
    "organisation": pl.String,
    "title": pl.String,
    "city": pl.String,
    "region": pl.String,
}


class Unavailable(Exception):
    """A set cannot be had; the message says why."""


@dataclass(frozen=True)
class Maker:
    """A program that makes contacts: PYTHON SCRIPT RECORDS OUT.parquet SEED."""

    python: Path
    script: Path


def path_of(name: str, maker: Maker, folder: Path) -> Path:
    """Where a set lies; ``made:…`` is made into ``folder``; anything else is a path."""
    if made := MADE.fullmatch(name):
        path = folder / f"made_{made[1]}_{made[2]}.parquet"
        if not path.exists():
            command = [str(maker.python), str(maker.script), made[1], str(path), made[2]]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["no message"])[-1]
                raise Unavailable(f"cannot be made by {maker.python}: {last}")
        return path
    path = CORPORA / "identity" / SETS[name] if name in SETS else Path(name)
    if not path.exists():
        raise Unavailable("is not here; set WEAKTIES_CORPORA")
    return path


def load(path: Path, seed: int) -> tuple[pl.DataFrame, Ints]:
    """(plain rows in an order that ``seed`` gives, code of the true person of each row)."""
    rows, truth = _read(path)
    shuffled = rows.with_columns(_truth=truth).sample(fraction=1.0, shuffle=True, seed=seed)
    answer = codes(shuffled["_truth"].to_list())
    plain = shuffled.drop("_truth")
    absent = [pl.lit(None, dtype).alias(c) for c, dtype in _CORE.items() if c not in plain.columns]
    plain = plain.with_columns(absent).select(*_CORE, *(c for c in EXTRA if c in plain.columns))
    ids = pl.Series("record_id", [f"r_{n:08d}" for n in range(plain.height)])
    return plain.select(ids, pl.all()), answer


def _read(path: Path) -> tuple[pl.DataFrame, pl.Series]:
    stem = path.stem
    if stem.startswith("febrl"):
        return _febrl(path)
    rows = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    if stem.startswith("historical"):
        renamed = {"first_name": "given", "surname": "family", "dob": "birth_date", "birth_place": "city"}
        rows = rows.rename(renamed | {"postcode_fake": "postcode", "occupation": "title"})
        return rows.with_columns(source=pl.lit("csv")), rows["cluster"]
    if stem.startswith("fake"):
        rows = rows.rename({"first_name": "given", "surname": "family", "dob": "birth_date"})
        return rows.with_columns(source=pl.lit("csv"), emails=_listed("email")), rows["cluster"]
    if stem.startswith("dedupe"):
        rows = rows.rename({"Site name": "full_name", "Address": "address", "Zip": "postcode"})
        rows = rows.with_columns(_text("full_name"), _text("address"), _text("postcode"))
        sites = rows.with_columns(
            source=pl.lit("csv"), phones=_listed("Phone"), organisation=pl.col("full_name")
        )
        return sites, rows["True Id"]
    if "name" in rows.columns:
        rows = rows.rename({"name": "full_name"})
        return rows.with_columns(source=pl.lit("csv"), emails=_listed("email")), rows["true_person_id"]
    return rows.rename({"org": "organisation"}), rows["true_person_id"]


def _febrl(path: Path) -> tuple[pl.DataFrame, pl.Series]:
    """Data set 4 is two files to be linked; both are read. A space follows each comma, in the header too."""
    parts = [path]
    if path.stem.endswith("4a"):
        parts.append(path.with_name(path.name.replace("4a", "4b")))
    frames = [pl.read_csv(p, infer_schema=False).with_columns(source=pl.lit(p.stem)) for p in parts]
    rows = pl.concat([f.rename(lambda c: c.strip()) for f in frames])
    rows = rows.with_columns(_text(c) for c in rows.columns)
    date = pl.col("date_of_birth").str.replace(r"^(\d{4})(\d\d)(\d\d)$", "$1-$2-$3")
    renamed = {
        "given_name": "given",
        "surname": "family",
        "suburb": "city",
        "state": "region",
        "soc_sec_id": "national_id",
    }
    rows = rows.with_columns(birth_date=date).rename(
        {**renamed, "address_1": "address", "street_number": "address_number"}
    )
    return rows, rows["rec_id"].str.extract(r"(rec-\d+)")


def _text(column: str) -> pl.Expr:
    """Trimmed; null for nothing."""
    text = pl.col(column).str.strip_chars()
    return pl.when(text != "").then(text).alias(column)


def _listed(column: str) -> pl.Expr:
    """A list of the one value, empty for null."""
    return pl.concat_list(column).list.drop_nulls()
