"""The benchmark's figures on cases small enough to count by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from matching import metrics

TRUTH = metrics.codes("aaabbc")
"""People of 3, 2 and 1 records: T = 3 + 1."""


def test_clusters_by_hand() -> None:
    found = metrics.cluster_scores(metrics.codes([1, 1, 2, 2, 2, 3]), TRUTH)
    # said: C2(2) + C2(3) = 4; hit: the two a together, the two b together
    assert (found["P"], found["R"], found["F1"]) == (0.5, 0.5, 0.5)
    # cells 2a of 2, 1a of 3, 2b of 3, 1c of 1: (4/2 + 1/3 + 4/3 + 1) / 6 and (4/3 + 1/3 + 4/2 + 1) / 6
    assert found["B3 P"] == pytest.approx((2 + 1 / 3 + 4 / 3 + 1) / 6)
    assert found["B3 R"] == pytest.approx((4 / 3 + 1 / 3 + 2 + 1) / 6)
    assert found["largest"] == 3


def test_a_partition_that_joins_nothing_is_precise_and_finds_nothing() -> None:
    found = metrics.cluster_scores(np.arange(6), TRUTH)
    assert (found["P"], found["R"], found["F1"], found["B3 P"], found["B3 R"]) == (1.0, 0.0, 0.0, 1.0, 0.5)


def test_edges_count_what_blocking_lost_and_never_cut_inside_a_tie() -> None:
    weight = np.array([9.0, 5.0, 5.0, 5.0, 1.0])
    match = np.array([True, True, False, False, True])
    assert metrics.edge_at(weight, match, 4, 5.0)[:3] == (0.5, 0.5, 0.5)
    best = metrics.edge_best(weight, match, 4)
    # cuts: 1 of 1 (F1 2/5), 2 of 4 (4/8), 3 of 5 (6/9); a cut after the first 5.0 would give 4/6 too, but is none
    assert (best.f1, best.weight) == (pytest.approx(2 / 3), 1.0)
    assert metrics.edge_best(weight[:4], match[:4], 4).weight == 5.0


def test_blocking_recall_counts_a_pair_once() -> None:
    i, j = np.array([0, 1, 3, 0]), np.array([1, 0, 4, 5])
    assert metrics.blocking_recall(i, j, TRUTH) == 2 / 4


def test_components_grow_as_the_threshold_falls() -> None:
    i, j, weight = np.array([0, 2, 1]), np.array([1, 3, 2]), np.array([9.0, 5.0, 2.0])
    steps = [c.tolist() for c in metrics.components(5, i, j, weight, [2.0, 9.0, 5.0])]
    assert steps == [[0, 0, 1, 2, 3], [0, 0, 1, 1, 2], [0, 0, 0, 0, 1]]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=30))
def test_clusters_equal_counting_every_pair(labels: list[tuple[int, int]]) -> None:
    predicted, truth = (metrics.codes(side) for side in zip(*labels, strict=True))
    found = metrics.cluster_scores(predicted, truth)
    pairs = [(a, b) for a in range(len(truth)) for b in range(a)]
    said = sum(bool(predicted[a] == predicted[b]) for a, b in pairs)
    real = sum(bool(truth[a] == truth[b]) for a, b in pairs)
    hit = sum(bool(predicted[a] == predicted[b] and truth[a] == truth[b]) for a, b in pairs)
    assert found["P"] == pytest.approx(hit / said if said else 1.0)
    assert found["R"] == pytest.approx(hit / real if real else 1.0)
