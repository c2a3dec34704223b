"""Both sides on one set: each in a process of its own that is given rows without the truth; then scored against it."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from matching import metrics
from matching.metrics import Bools, Floats, Ints
from transforms.identity import levels
from transforms.identity.cluster import UNSEEN, Links, cluster

HERE = Path(__file__).parent
SPLINK_BITS = math.log2(0.95 / 0.05)
"""The customary threshold, p = .95."""
LARGE = 500_000
"""Records from which thresholds are swept in steps of three bits instead of halves."""
CONFIGURATION = {
    "historical_50k": "historical",
    "fake_1000": "fake_1000",
    "febrl3": "febrl3",
    "febrl4": "febrl4",
    "mailmap_git": "mail_names",
    "mailmap_scipy": "mail_names",
    "csv_example": "sites",
}
"""Set -> Splink's configuration; every other set is contacts."""


@dataclass(frozen=True)
class Case:
    """A set that is being run: ``folder`` is its own, ``plain.parquet`` lies in it; ``truth`` stays here."""

    name: str
    folder: Path
    truth: Ints

    @property
    def n(self) -> int:
        return len(self.truth)

    def rows(self, ids: pl.Series) -> Ints:
        """Row numbers of record ids (r_00000042 -> 42)."""
        return ids.str.slice(2).cast(pl.Int64).to_numpy()


class ChildError(RuntimeError):
    """A side ended with an error; the message is its last line."""


def run(python: str, script: str, *arguments: object) -> None:
    """A side's script under two threads; its own output is kept from the terminal."""
    environment = os.environ | {
        "POLARS_MAX_THREADS": "2",
        "OMP_NUM_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "2",
    }
    command = [python, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ChildError(f"{script}: {(done.stderr.strip().splitlines() or ['no message'])[-1]}")


def ours(case: Case) -> dict[str, Any]:
    """Figures of the product, see ``_result``; ``person_id`` and ``likely_id`` at its default thresholds."""
    out = case.folder / "ours"
    out.mkdir(exist_ok=True)
    run(sys.executable, "product.py", case.folder / "plain.parquet", out)
    people = pl.read_parquet(out / "people.parquet").sort("record_id")
    match = pl.read_parquet(out / "match.parquet")
    i, j, weight = case.rows(match["record_a"]), case.rows(match["record_b"]), match["weight"].to_numpy()
    vetoed = match["veto"].is_not_null().to_numpy()
    partitions = {c: metrics.codes(people[c].to_list()) for c in ("likely_id", "person_id")}
    hit = case.truth[i] == case.truth[j]
    result = _result(case, out, weight[~vetoed], hit[~vetoed], 0.0, partitions)
    result["lane_same"] = metrics.edge_at(
        np.where(match["lane"].to_numpy() == "same", 1.0, -1.0), hit, metrics.true_pairs(case.truth), 0.0
    )[:3]
    sweep = thresholds(case.n, -3, 10)
    result["best"] = _best(case, sweep, our_partitions(case.n, i, j, weight, match["veto"], sweep))
    if (out / "candidates.parquet").exists():
        pairs = pl.read_parquet(out / "candidates.parquet")
        a, b = pairs["i"].to_numpy(), pairs["j"].to_numpy()
        result["blocking_recall"] = metrics.blocking_recall(a, b, case.truth)
        result["candidates"] = pairs.height
    return result


def thresholds(n: int, low: int, high: int) -> list[float]:
    """What is swept for n records, in bits, lowest first."""
    step = 3.0 if n >= LARGE else 0.5
    return np.arange(low, high + step, step).tolist()


def our_partitions(
    n: int, i: Ints, j: Ints, weight: Floats, veto: pl.Series, sweep: list[float]
) -> Iterator[Ints]:
    """The product's clustering at other thresholds than its own, lowest first."""
    soft = (veto == levels.VETOES[levels.SOFT]).fill_null(False).to_numpy()
    cannot = veto.is_not_null().to_numpy() & ~soft
    held = np.where(soft, np.minimum(weight, UNSEEN), weight)
    no: Bools = np.zeros(len(i), bool)
    for threshold in sweep:
        yield cluster(n, Links(i, j, held, cannot, no), threshold)


def splink(case: Case, python: str) -> dict[str, Any]:
    """Figures of Splink: clusters (connected components) at .95, and at the best threshold."""
    configuration = CONFIGURATION.get(case.name, "contacts")
    out = case.folder / "splink"
    out.mkdir(exist_ok=True)
    source = case.folder / "plain.parquet"
    if configuration in ("contacts", "mail_names"):
        run(sys.executable, "splink_columns.py", source, case.folder / "columns.parquet")
        source = case.folder / "columns.parquet"
    run(python, "splink_side.py", configuration, source, out)
    pairs = pl.read_parquet(out / "pairs.parquet")
    i, j = case.rows(pairs["unique_id_l"]), case.rows(pairs["unique_id_r"])
    weight = pairs["match_weight"].to_numpy()
    clusters = pl.read_parquet(out / "clusters.parquet")
    label = np.arange(case.n) + case.n
    label[case.rows(clusters["unique_id"])] = metrics.codes(clusters["cluster_id"].to_list())
    at_default = np.unique(label, return_inverse=True)[1].reshape(-1)
    hit = case.truth[i] == case.truth[j]
    result = _result(case, out, weight, hit, SPLINK_BITS, {"p>=.95": at_default})
    sweep = thresholds(case.n, -15, 20)[::-1]
    result["best"] = _best(case, sweep, metrics.components(case.n, i, j, weight, sweep))
    result["blocking_recall"] = metrics.blocking_recall(i, j, case.truth)
    result["candidates"] = pairs.height
    return result


def _result(
    case: Case, out: Path, weight: Floats, hit: Bools, default: float, partitions: dict[str, Ints]
) -> dict[str, Any]:
    """cpu_s, wall_s, peak_mb, phases, version; edges at the default and the best weight; scores by partition."""
    total = metrics.true_pairs(case.truth)
    return {
        **json.loads((out / "cost.json").read_text()),
        "edges": {
            "default": metrics.edge_at(weight, hit, total, default),
            "best": metrics.edge_best(weight, hit, total),
        },
        "partitions": {name: metrics.cluster_scores(found, case.truth) for name, found in partitions.items()},
    }


def _best(case: Case, sweep: list[float], partitions: Iterable[Ints]) -> dict[str, Any]:
    """Scores and threshold of the partition with the highest pairwise F1, and the highest B-cubed F of any."""
    swept = [
        {"threshold": x} | metrics.cluster_scores(found, case.truth)
        for x, found in zip(sweep, partitions, strict=True)
    ]
    best = max(swept, key=lambda s: s["F1"])
    return best | {"best B3 F": max(s["B3 F"] for s in swept)}
