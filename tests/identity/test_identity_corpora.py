"""Accuracy on records whose truth is known; skipped where the corpora are absent. The floors lie just below what
docs and benchmarks state, so that a change that costs accuracy is noticed."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from people import AT

from transforms.identity.decisions import DECISION
from transforms.identity.ids import KNOWN
from transforms.identity.resolve import resolve


def benchmark() -> ModuleType:
    path = Path(__file__).parents[2] / "benchmarks" / "identity.py"
    spec = importlib.util.spec_from_file_location("identity_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.corpora
@pytest.mark.parametrize(
    ("name", "f1", "safe_precision", "safe_recall"),
    [
        ("contacts_10k", 0.915, 0.993, 0.60),
        ("mailmap_git", 0.92, 0.97, 0.40),
        ("mailmap_scipy", 0.875, 0.93, 0.45),
    ],
)
def test_accuracy_holds(name: str, f1: float, safe_precision: float, safe_recall: float) -> None:
    bench = benchmark()
    path = bench.CORPORA / "identity" / bench.SETS[name]
    if not path.exists():
        pytest.skip("identity corpora are not here; set WEAKTIES_CORPORA")
    frame, truth = bench.load(path, seed=5)
    owners, decisions = pl.DataFrame(schema=bench.OWNERS), pl.DataFrame(schema=DECISION)
    people = resolve(frame, owners, decisions, None, pl.DataFrame(schema=KNOWN), AT).person_record
    true = [truth[record_id] for record_id in people["record_id"]]
    likely, safe = (bench.scores(people[c].to_list(), true) for c in ("likely_id", "person_id"))
    assert likely["F1"] >= f1
    assert safe["P"] >= safe_precision
    assert safe["R"] >= safe_recall
