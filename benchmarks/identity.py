"""Accuracy and cost of identity resolution on records whose truth is known.

    python benchmarks/identity.py [SET…]      sets: contacts_10k contacts_100k mailmap_git mailmap_scipy, or a path

Reads WEAKTIES_CORPORA/identity (default ../shared/data). The truth and the record ids are set aside before
anything is matched, records are shuffled and renumbered, and the product's own resolve() runs at its own default
thresholds. Prints pairwise (all implied pairs) and B-cubed figures for both partitions, CPU seconds and the peak
of resident memory. One set a process gives clean memory figures.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from connectors.schema import CONTACT
from transforms import records as record_rows
from transforms.identity.decisions import DECISION
from transforms.identity.ids import KNOWN
from transforms.identity.resolve import resolve

CORPORA = Path(os.environ.get("WEAKTIES_CORPORA", Path(__file__).resolve().parent.parent / "../shared/data"))
SETS = {
    "contacts_10k": "contacts_10k.parquet",
    "contacts_100k": "contacts_100k.parquet",
    "mailmap_git": "mailmap_git.csv",
    "mailmap_scipy": "mailmap_scipy.csv",
}
OWNERS = pl.Schema({"owner_id": pl.String, "network_id": pl.String, "addresses": pl.List(pl.String)})
TWO_WAY = pl.Schema({"network_id": pl.String, "address": pl.String})


def load(path: Path, seed: int = 1) -> tuple[pl.DataFrame, dict[str, object]]:
    """(RECORD rows, record_id -> true person). Every record counts as curated: the sets hold no mailbox."""
    rows = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path)
    rows = rows.sample(fraction=1.0, shuffle=True, seed=seed).drop("record_id")
    record_id = [f"r_{n:08d}" for n in range(rows.height)]
    truth = dict(zip(record_id, rows["true_person_id"].to_list(), strict=True))
    if "name" in rows.columns:
        rows = rows.rename({"name": "full_name"}).with_columns(
            emails=pl.concat_list("email"), source=pl.lit("csv")
        )
    else:
        rows = rows.rename({"org": "organisation"})
    frame = rows.drop("true_person_id").with_columns(
        record_id=pl.Series(record_id),
        source_id=pl.lit("s"),
        owner_id=pl.lit("o"),
        locator=pl.lit("line:1"),
        kind=pl.when(pl.col("source") == "email_header").then(pl.lit("header_csv")).otherwise("source"),
        emails=pl.col("emails").list.eval(pl.element().str.to_lowercase()),
    )
    absent = [
        pl.lit(None, dtype).alias(name) for name, dtype in CONTACT.schema.items() if name not in frame.columns
    ]
    contacts = CONTACT.conform(frame.with_columns(absent))
    return record_rows.build(contacts, pl.DataFrame(schema=OWNERS), pl.DataFrame(schema=TWO_WAY))[0], truth


def scores(predicted: list[str], true: list[object]) -> dict[str, float]:
    """Pairwise precision, recall, F1; B-cubed P, R, F; size of the largest cluster."""
    p = np.unique(np.array(predicted), return_inverse=True)[1].reshape(-1)
    t = np.unique(np.array(true), return_inverse=True)[1].reshape(-1)
    cell, n_pt = np.unique(p.astype(np.int64) * (t.max() + 1) + t, return_counts=True)
    n_p, n_t = np.bincount(p), np.bincount(t)

    def pairs(k: np.ndarray) -> float:
        return float((k * (k - 1) // 2).sum())

    hit = pairs(n_pt)
    precision, recall = hit / max(pairs(n_p), 1.0), hit / max(pairs(n_t), 1.0)
    b_p = float((n_pt**2 / n_p[cell // (t.max() + 1)]).sum()) / len(p)
    b_r = float((n_pt**2 / n_t[cell % (t.max() + 1)]).sum()) / len(p)
    return {
        "P": precision,
        "R": recall,
        "F1": 2 * precision * recall / max(precision + recall, 1e-12),
        "B3 P": b_p,
        "B3 R": b_r,
        "B3 F": 2 * b_p * b_r / (b_p + b_r),
        "largest": float(n_p.max()),
    }


def main(names: list[str]) -> None:
    empty = pl.DataFrame(schema=OWNERS), pl.DataFrame(schema=DECISION)
    for name in names or list(SETS):
        path = CORPORA / "identity" / SETS[name] if name in SETS else Path(name)
        started = time.process_time()
        frame, truth = load(path)
        normalised = time.process_time()
        found = resolve(frame, *empty, None, pl.DataFrame(schema=KNOWN), datetime(2026, 1, 1, tzinfo=UTC))
        done = time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name}: {frame.height} records; CPU s normalise {normalised - started:.1f}, resolve {done - normalised:.1f};"
              f" peak {peak:.0f} MB; model {found.model.version}")  # fmt: skip
        true = [truth[record_id] for record_id in found.person_record["record_id"]]
        for partition in ("likely_id", "person_id"):
            figures = scores(found.person_record[partition].to_list(), true)
            print(f"  {partition:<9} " + "  ".join(f"{k} {v:.4g}" for k, v in figures.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
