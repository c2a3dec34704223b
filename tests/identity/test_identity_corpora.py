"""Accuracy on records whose truth is known; skipped where the corpora are absent. The floors lie just below what
docs and benchmarks state, so that a change that costs accuracy is noticed."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

from transforms.identity.decisions import DECISION

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from matching import metrics, product, sets


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("name", "f1", "safe_precision", "safe_recall"),
    [
        ("contacts_10k", 0.935, 0.993, 0.66),
        ("mailmap_git", 0.93, 0.985, 0.42),
        ("mailmap_scipy", 0.885, 0.94, 0.48),
        ("fake_1000", 0.935, 0.995, 0.35),
        ("febrl3", 0.998, 0.999, 0.30),
        ("febrl4", 0.9995, 0.999, 0.40),
    ],
)
def test_accuracy_holds(name: str, f1: float, safe_precision: float, safe_recall: float) -> None:
    path = sets.CORPORA / "identity" / sets.SETS[name]
    if not path.exists():
        pytest.skip("identity corpora are not here; set WEAKTIES_CORPORA")
    plain, truth = sets.load(path, seed=5)
    found = product.resolve(product.records_of(plain), pl.DataFrame(schema=DECISION), None)
    people = found.person_record.sort("record_id")
    likely, safe = (
        metrics.cluster_scores(metrics.codes(people[c].to_list()), truth) for c in ("likely_id", "person_id")
    )
    assert likely["F1"] >= f1
    assert safe["P"] >= safe_precision
    assert safe["R"] >= safe_recall
