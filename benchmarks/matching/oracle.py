"""What a careful person's answers bring: the first review pairs in the product's order, answered with the truth."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

import polars as pl

from matching import metrics
from matching.product import AT
from matching.sides import Case, run
from transforms.identity.decisions import DECISION


def queue(match: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """The review queue where no ask list tells which answers matter more: one question for each two people that a pair
    in lane same or review connects, about their heaviest pair, likeliest first (warehouse/model/review_queue.sql)."""
    person = people.select("record_id", "person_id")
    for side in ("a", "b"):
        named = person.rename({"record_id": f"record_{side}", "person_id": f"person_{side}"})
        match = match.join(named, on=f"record_{side}", how="left")
    low, high = pl.min_horizontal("person_a", "person_b"), pl.max_horizontal("person_a", "person_b")
    open_ = match.filter(pl.col("person_a") != pl.col("person_b"), pl.col("lane").is_in(["same", "review"]))
    heaviest = open_.sort(
        pl.col("veto").is_not_null(), pl.col("weight").neg(), "record_a", "record_b"
    ).unique([low, high], keep="first", maintain_order=True)
    return heaviest.sort(pl.col("weight").neg(), "record_a", "record_b")


def asked(questions: pl.DataFrame, truth_of: dict[str, int], limit: int) -> list[tuple[str, str, bool]]:
    """(record_a, record_b, same) of the first ``limit`` questions; an answer takes effect at once, so two people whom
    earlier answers joined are not asked about."""
    parent: dict[str, str] = {}

    def root(person: str) -> str:
        while parent.get(person, person) != person:
            person = parent[person]
        return person

    answers: list[tuple[str, str, bool]] = []
    for a, b, left, right in questions.select("record_a", "record_b", "person_a", "person_b").iter_rows():
        one, other = root(left), root(right)
        if one == other:
            continue
        same = truth_of[a] == truth_of[b]
        if same:
            parent[other] = one
        answers.append((a, b, same))
        if len(answers) == limit:
            break
    return answers


def answer(case: Case, limit: int = 500) -> dict[str, Any]:
    """Scores of ``person_id`` before and after the first ``limit`` questions are answered; resolve() runs again with the
    decisions and the same model. Only the answered pairs tell it anything of the truth."""
    before = case.folder / "ours"
    out = case.folder / "answered"
    out.mkdir(exist_ok=True)
    people = pl.read_parquet(before / "people.parquet")
    questions = queue(pl.read_parquet(before / "match.parquet"), people)
    truth_of = dict(zip((f"r_{n:08d}" for n in range(case.n)), case.truth.tolist(), strict=True))
    answers = asked(questions, truth_of, limit)
    rows = [(AT - timedelta(days=1), "same" if same else "different", a, b) for a, b, same in answers]
    decisions = pl.DataFrame(rows, schema=DECISION, orient="row")
    decisions.write_parquet(out / "decisions.parquet")
    plain = case.folder / "plain.parquet"
    run(sys.executable, "product.py", plain, out, out / "decisions.parquet", before / "model.json")
    scores = {}
    for name, folder in (("before", before), ("after", out)):
        people = pl.read_parquet(folder / "people.parquet").sort("record_id")
        scores[name] = metrics.cluster_scores(metrics.codes(people["person_id"].to_list()), case.truth)
    return {
        "questions": questions.height,
        "answered": len(answers),
        "same": sum(same for *_, same in answers),
        **scores,
    }
