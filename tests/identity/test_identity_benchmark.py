"""The benchmark asks an oracle as the product asks a person, keeps the truth out of what is resolved, and writes only
its own part of a page."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from matching import false_pairs, oracle, report, sets

PEOPLE = pl.DataFrame({"record_id": ["r_0", "r_1", "r_2", "r_3"], "person_id": ["p_0", "p_0", "p_2", "p_3"]})


def match(*rows: tuple[str, str, float, str, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["record_a", "record_b", "weight", "lane", "veto"], orient="row")


def test_one_question_for_two_people_likeliest_first() -> None:
    pairs = match(
        ("r_0", "r_1", 9.0, "same", None),
        ("r_0", "r_2", 2.0, "review", None),
        ("r_1", "r_2", 5.0, "review", None),
        ("r_2", "r_3", 7.0, "review", None),
        ("r_0", "r_3", 8.0, "different", "names disagree"),
    )
    questions = oracle.queue(pairs, PEOPLE)
    assert questions.select("record_a", "record_b").rows() == [("r_2", "r_3"), ("r_1", "r_2")]


def test_people_whom_an_answer_joined_are_not_asked_about_again() -> None:
    pairs = match(
        ("r_0", "r_2", 5.0, "review", None),
        ("r_2", "r_3", 4.0, "review", None),
        ("r_1", "r_3", 3.0, "review", None),
    )
    questions = oracle.queue(pairs, PEOPLE)
    assert oracle.asked(questions, dict.fromkeys(PEOPLE["record_id"], 1), 9) == [
        ("r_0", "r_2", True),
        ("r_2", "r_3", True),
    ]
    apart = oracle.asked(questions, {r: n for n, r in enumerate(PEOPLE["record_id"])}, 2)
    assert [same for *_, same in apart] == [False, False]


def test_rows_are_shuffled_and_carry_neither_the_truth_nor_the_ids_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    lines = [f"id{n},who{n // 2},Name{n} Surname{n},n{n}@site.example" for n in range(40)]
    path.write_text("\n".join(["record_id,true_person_id,name,email", *lines]))
    plain, truth = sets.load(path, seed=3)
    again, _ = sets.load(path, seed=3)
    assert plain.equals(again)
    assert plain["full_name"].to_list() != [f"Name{n} Surname{n}" for n in range(40)]
    written = plain.write_json()
    assert "who" not in written
    assert '"id' not in written
    person = {int(name.split()[0][4:]): t for name, t in zip(plain["full_name"], truth, strict=True)}
    assert all(person[n] == person[n + 1] for n in range(0, 40, 2))
    assert len(set(person.values())) == 20


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        (("Ada Ek", ["ada@a.example"]), ("Ada B. Ek", ["ada@b.example"]), "a name within the other, one user name"),
        (("Ek Ada", ["x@a.example"]), ("Ada Ek", ["y@a.example"]), "same letters, other order or spacing, two user"),
        (("ada", ["x@a.example"]), ("Ada Ek", ["x@a.example"]), "a one-word name, one mailbox"),
        ((None, ["x@a.example"]), ("Ada Ek", ["y@b.example"]), "a name is missing, two addresses"),
    ],
)  # fmt: skip
def test_false_pairs_by_what_the_records_show(a: false_pairs.Shown, b: false_pairs.Shown, kind: str) -> None:
    assert false_pairs.kind(a, b).startswith(kind)
    assert false_pairs.mark(a, b) == false_pairs.mark(b, a)


def test_a_page_keeps_what_others_wrote(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        f"# Benchmarks\n\n## Other\nkept\n\n## Identity\nsaid\n{report.START}\nformer figures\n{report.END}\n\n## More\n"
    )
    report.write(page, [])
    text = page.read_text()
    assert "former figures" not in text
    assert all(part in text for part in ("## Other\nkept", "## Identity\nsaid", "## More", "**Cost**"))
