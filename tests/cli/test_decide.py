"""review, merge, split, undo, decisions, as a user types them: what is decided is published at once, holds, and can be
taken back without a trace."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.cli import review
from pipelines.home import Home
from pipelines.review import apply, log, questions
from pipelines.review.entry import Answer
from pipelines.stages import identity
from pipelines.stages.context import Run
from tests.cli import commands
from tests.conftest import dump
from tests.pipelines import small
from warehouse.read import Warehouse

QUENTIN = ("qmarble@zanzibarium.example", "quentin@oldpost.example")
MICHAEL = ("ms@one.example", "michael@two.example")
BERTA = ("berta@lindqvarn.example", "bl@third.example")
FORMULA = "=HYPERLINK(1)"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A published home with questions: namesakes on cards of several books."""
    home = small.make(tmp_path_factory.mktemp("begun") / "home")
    cards = {
        "old": (("Quentin Marblethorpe", QUENTIN[1]), ("Berta Lindqvarn", BERTA[1])),
        "one": (("Michael Schmidt", MICHAEL[0]), (f"{FORMULA} Ombersley", "x@formula.example")),
        "two": (("Michael Schmidt", MICHAEL[1]), (f"{FORMULA} Ombersley", "y@formulae.example")),
    }
    for file, rows in cards.items():
        text = "".join(small.CARD.format(name=name, address=address) for name, address in rows)
        (home.inbox / "anna" / f"{file}.vcf").write_text(text, encoding="utf-8")
    small.run(home)
    return home


@pytest.fixture
def home(begun: Home, tmp_path: Path) -> Home:
    shutil.copytree(begun.path, tmp_path / "home")
    return Home(tmp_path / "home")


@pytest.fixture
def weakties(home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Weakties:
    monkeypatch.setenv("WEAKTIES_HOME", str(home.path))
    return Weakties(home, capsys)


class Weakties(commands.Weakties):
    """With looks into what is published."""

    def person(self, address: str) -> str:
        with duckdb.connect(str(self.home.warehouse), read_only=True) as con:
            rows = con.execute("select person_id from identifier where value = ?", [address]).fetchall()
        assert len(rows) == 1
        return str(rows[0][0])

    def are_one(self, addresses: tuple[str, str]) -> bool:
        return self.person(addresses[0]) == self.person(addresses[1])

    def record(self, address: str) -> str:
        with duckdb.connect(str(self.home.warehouse), read_only=True) as con:
            rows = con.execute(
                "select min(record_id) from record where emails = [?] and kind = 'vcard'", [address]
            ).fetchall()
        return str(rows[0][0])


def test_the_queue_is_printed_where_there_is_no_terminal(weakties: Weakties) -> None:
    found = weakties.json("review")
    assert len(found) >= 3
    expected = [float(str(row["expected_change"])) for row in found]
    assert expected == sorted(expected, reverse=True)
    with duckdb.connect(str(weakties.home.warehouse), read_only=True) as con:
        table = con.execute("select record_a, record_b from review_queue order by rank").fetchall()
    assert [(row["record_a"], row["record_b"]) for row in found] == table
    assert {"a", "b", "would_change", "reasons_for", "reasons_against", "probability"} <= found[0].keys()
    assert found[0]["reasons_for"]
    code, out = weakties("review", "--limit", "1")
    assert code == 0
    assert "if they are one" in out
    assert "more; --limit" in weakties.err
    assert len(weakties.json("review", "--limit", "2")) == 2


def test_a_merge_takes_effect_at_once_holds_and_is_undone_without_a_trace(
    weakties: Weakties, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(weakties.home.warehouse)
    (row,) = weakties.json("merge", *QUENTIN)
    assert weakties.are_one(QUENTIN)
    assert row["person_id"] == weakties.person(QUENTIN[0])
    merged = dump(weakties.home.warehouse)
    assert merged != before
    assert small.run(weakties.home)["matches"]["skipped"] == 1  # the next run has nothing to add
    small.run(weakties.home, full=True)
    assert dump(weakties.home.warehouse) == merged
    assert weakties("merge", *QUENTIN)[0] == 0
    assert "already" in weakties.err

    (said,) = weakties.json("decisions")
    decided = [said["pairs"][0][name] for name in ("record_a", "record_b")]  # type: ignore[index]
    # a newer export of the same book, and a threshold that nothing else reaches
    old = weakties.home.inbox / "anna" / "old.vcf"
    old.write_text(old.read_text() + small.CARD.format(name="Cyril Ombersley", address="c@omb.example"))
    with monkeypatch.context() as patched:
        patched.setattr("transforms.identity.network.SAME_BITS", 1000.0)
        small.run(weakties.home, full=True)
        with duckdb.connect(str(weakties.home.warehouse), read_only=True) as con:
            (holders,) = con.execute(
                "select count(distinct person_id) from person_record where record_id in (?, ?)", list(decided)
            ).fetchall()
        assert holders == (1,)
    old.write_text(old.read_text().partition("BEGIN:VCARD\nVERSION:3.0\nFN:Cyril")[0])
    small.run(weakties.home, full=True)
    assert weakties.are_one(QUENTIN)

    assert weakties("undo")[0] == 0
    assert not weakties.are_one(QUENTIN)
    after = dump(weakties.home.warehouse)
    changed = {name for name in before if after[name] != before[name]}
    assert changed <= {"source", "person_id_history"}  # read at another time, and what the threshold did


@pytest.mark.parametrize("how", ["merge", "split", "split_named"])
def test_undo_restores_every_table(weakties: Weakties, how: str) -> None:
    before = dump(weakties.home.warehouse)
    decide = {
        "merge": ("merge", *MICHAEL),
        "split": ("split", QUENTIN[0]),
        "split_named": ("split", QUENTIN[0], weakties.record(QUENTIN[0])),
    }[how]
    rows = weakties.json(*decide)
    assert len(rows) == (1 if how == "merge" else 2)
    assert dump(weakties.home.warehouse) != before
    (said,) = weakties.json("decisions")
    assert (said["state"], said["action"]) == ("in force", "same" if how == "merge" else "different")
    weakties.json("undo", str(said["decision_id"]))
    assert dump(weakties.home.warehouse) == before
    assert weakties.json("decisions")[0]["state"] == "undone"
    assert small.run(weakties.home)["matches"]["skipped"] == 1


def test_what_contradicts_an_earlier_decision_is_refused(weakties: Weakties) -> None:
    a, b, c = weakties.record(MICHAEL[0]), weakties.record(MICHAEL[1]), weakties.record(BERTA[1])
    weakties.json("merge", a, b)
    (first,) = weakties.json("decisions")
    assert weakties("split", MICHAEL[0])[0] == 1
    assert f"decision {first['decision_id']}" in weakties.err
    assert "says the opposite" in weakties.err
    file = weakties.home.path / "decisions.csv"
    file.write_text(file.read_text() + f"2026-02-01T00:00:00+00:00,different,{b},{c}\n")
    assert weakties("merge", a, c)[0] == 1  # a = b by a decision, b is not c by another
    assert "says the opposite" in weakties.err
    assert [row["state"] for row in weakties.json("decisions")] == ["in force", "in force"]


def test_hand_written_contradictions_go_to_the_later_word(weakties: Weakties) -> None:
    a, b, c = weakties.record(MICHAEL[0]), weakties.record(MICHAEL[1]), weakties.record(BERTA[1])
    rows = [(a, b, "same", 1), (b, c, "same", 2), (a, c, "different", 3)]
    text = "".join(f"2026-02-0{day},{word},{one},{other}\n" for one, other, word, day in rows)
    (weakties.home.path / "decisions.csv").write_text("at,action,record_a,record_b\n" + text)
    states = [row["state"] for row in weakties.json("decisions", "--apply")]
    assert states == ["overruled", "in force", "in force"]
    assert not weakties.are_one(MICHAEL)
    assert weakties.person(MICHAEL[1]) == weakties.person(BERTA[1])


def test_answers_by_spreadsheet(weakties: Weakties, tmp_path: Path) -> None:
    sheet = tmp_path / "questions.csv"
    assert weakties("review", "--export", str(sheet))[0] == 0
    rows = list(csv.DictReader(sheet.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == len(weakties.json("review"))
    assert not [cell for row in rows for cell in row.values() if cell.lstrip()[:1] in ("=", "+", "@")]
    assert any(row["name_a"].startswith("'=") for row in rows)
    quentin = next(row for row in rows if "Marblethorpe" in row["name_a"])
    michael = next(row for row in rows if "Schmidt" in row["name_a"])
    pairs = [
        ("same", quentin["record_a"], quentin["record_b"]),
        ("Different", michael["record_a"], michael["record_b"]),
        ("same", michael["record_b"], michael["record_a"]),
        ("perhaps", michael["record_a"], quentin["record_b"]),
        ("same", "r_unknown", quentin["record_b"]),
        ("", michael["record_a"], quentin["record_b"]),
    ]
    # as a German spreadsheet saves it, with the columns it was asked to keep
    text = "record_a;note;answer;record_b\r\n" + "".join(f"{a};x;{w};{b}\r\n" for w, a, b in pairs)
    sheet.write_bytes(b"\xef\xbb\xbf" + text.encode())
    code, out = weakties("review", "--import", str(sheet), "--json")
    assert code == 3
    (counts,) = json.loads(out)
    assert {key: counts[key] for key in ("n_read", "n_taken", "n_unanswered")} == {
        "n_read": 6, "n_taken": 2, "n_unanswered": 1,
    }  # fmt: skip
    assert [one["line"] for one in counts["rejected"]] == [4, 5, 6]
    assert "line 4: it contradicts an earlier row" in weakties.err
    assert weakties.are_one(QUENTIN)
    written = (weakties.home.path / "decisions.csv").read_bytes()
    code, out = weakties("review", "--import", str(sheet), "--json")
    assert (code, json.loads(out)[0]["n_known"]) == (3, 2)
    assert (weakties.home.path / "decisions.csv").read_bytes() == written
    sheet.write_text("a,b\n1,2\n")
    assert weakties("review", "--import", str(sheet))[0] == 2


def test_a_sitting_at_the_terminal(weakties: Weakties, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump(weakties.home.warehouse)
    n = len(weakties.json("review"))
    keys = iter("sudk?q")
    monkeypatch.setattr(review, "_is_terminal", lambda: True)
    monkeypatch.setattr("click.getchar", lambda: next(keys))
    code, out = weakties("review")
    assert code == 0, weakties.err
    assert next(keys, None) is None
    assert out.count("if they are one") == 5
    assert "1 answers" in weakties.err
    monkeypatch.setattr(review, "_is_terminal", lambda: False)
    said = weakties.json("decisions")
    assert [(row["action"], row["state"]) for row in said] == [("same", "undone"), ("different", "in force")]
    assert len(weakties.json("review")) == n - 1
    assert weakties("undo")[0] == 0
    assert dump(weakties.home.warehouse) == before


def test_an_answer_taken_back_before_it_took_effect_has_none(weakties: Weakties) -> None:
    before = dump(weakties.home.warehouse)
    with Warehouse(weakties.home.warehouse) as warehouse:
        question = questions.question(warehouse, questions.queue(warehouse)[0])
    records = tuple(sorted(row["record_id"] for side in ("a", "b") for row in question[side]["records"]))
    answer = Answer(log.SAME, ((question["record_a"], question["record_b"]),), (records,))
    entered = apply.enter(weakties.home, [answer])
    log.take_back(weakties.home, entered[0].at)
    apply.take_effect(weakties.home, entered)
    assert dump(weakties.home.warehouse) == before
    assert [one.state for one in log.read(weakties.home)] == ["undone"]


def test_whom_it_is_about_is_never_guessed(weakties: Weakties) -> None:
    code, out = weakties("merge", "Michael Schmidt", "Berta Lindqvarn", "--json")
    assert code == 4
    assert len(json.loads(out)) == 2
    assert weakties("merge", "Nobody Here", "Berta Lindqvarn", "--json")[:2] == (5, "[]\n")
    assert weakties("split", QUENTIN[0], "nobody@here.example", "--json")[:2] == (5, "[]\n")
    assert weakties("split", MICHAEL[0])[0] == 2
    assert weakties("merge", MICHAEL[0])[0] == 2
    assert weakties("undo", "--json")[:2] == (5, "[]\n")
    assert weakties("decisions", "--json")[:2] == (5, "[]\n")
    assert not (weakties.home.path / "decisions.csv").exists()


def test_what_is_decided_during_a_run_is_seen_by_the_next(
    weakties: Weakties, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = sorted((weakties.record(MICHAEL[0]), weakties.record(MICHAEL[1])))
    compute = identity.plan.identity

    def meanwhile(*args: object) -> object:
        found = compute(*args)  # type: ignore[arg-type]
        (weakties.home.path / "decisions.csv").write_text(
            f"at,action,record_a,record_b\n2026-02-01T00:00:00+00:00,same,{a},{b}\n"
        )
        return found

    with monkeypatch.context() as patched:
        patched.setattr(identity.plan, "identity", meanwhile)
        small.run(weakties.home, full=True)
    assert not weakties.are_one(MICHAEL)
    assert small.run(weakties.home)["matches"]["skipped"] == 0
    assert weakties.are_one(MICHAEL)
    assert identity.matches(Run(weakties.home, small.AS_OF))["skipped"] == 1
