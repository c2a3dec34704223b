"""log: the ledger of asks is effective at once, only grows, and whom somebody names becomes the next target."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from pipelines.home import Home
from tests.cli.test_inspect import call
from tests.conftest import run
from tests.connectors.loading import card, new_home, write

TODAY = datetime.now(UTC).date()
DAY = date(2026, 3, 1)


def mail(sender: str, to: str, day: date, days_ago: int, number: int) -> str:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(days=days_ago)
    return (
        f"From x@y.example Mon Apr  1 10:00:00 2024\nFrom: {sender}\nTo: {to}\nDate: {format_datetime(at)}\n"
        f"Message-ID: <{number}@x.example>\n\n\n"
    )


def make(folder: Path, day: date) -> Home:
    """Anna writes with Bo and Cy; Bo's mail shows that he knows Eve of Brightwater."""
    home = new_home(folder)
    me, bo, cy = "anna@own.example", "Bo Quill <bo@quill.example>", "Cy Marsh <cy@marsh.example>"
    eve = "Eve Long <eve@brightwater.example>"
    mails = []
    for n in range(4):
        mails += [
            (me, bo, 10 + n),
            (bo, me, 9 + n),
            (me, cy, 30 + n),
            (cy, me, 29 + n),
            (bo, f"{me}, {eve}", 5 + n),
        ]
    write(
        home.inbox / "anna" / "mail.mbox",
        "".join(mail(a, b, day, ago, n) for n, (a, b, ago) in enumerate(mails)),
    )
    write(home.inbox / "anna" / "a.vcf", card("Bo Quill", "bo@quill.example"))
    return home


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("WEAKTIES_HOME", str(tmp_path / "home"))
    made = make(tmp_path, DAY)
    run(made, as_of=DAY)
    return made


def asked(capsys: pytest.CaptureFixture[str], *args: str) -> list[dict[str, object]]:
    code, out, err = call(capsys, *args, "--json")
    assert code == 0, err
    rows: list[dict[str, object]] = json.loads(out)
    return rows


def test_an_ask_counts_at_once_and_the_ledger_only_grows(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    before = asked(capsys, "ask", "--person", "eve@brightwater.example")
    assert before[0]["name"] == "Bo Quill"
    code, out, err = call(capsys, "log", "Bo Quill", "--target", "eve", "--status", "drafted", "--json")
    assert (code, json.loads(out)[0]["fatigue"]) == (0, None)
    assert "stands for 2026-03-01" in err
    first = (home.path / "asks.csv").read_text()
    assert (home.path / "asks.csv").stat().st_mode & 0o077 == 0
    (row,) = asked(capsys, "log", "bo@quill.example", "--target", "eve", "--status", "sent")
    assert row["fatigue"] == pytest.approx(1, abs=1e-4)
    assert (home.path / "asks.csv").read_text().startswith(first)
    after = asked(capsys, "ask", "--person", "eve@brightwater.example")
    bo = next(one for one in after if one["name"] == "Bo Quill")
    assert float(str(bo["score"])) < 0.01 * float(str(before[0]["score"]))
    assert "asked on 2026-02-28" in str(bo["why"])
    assert len(asked(capsys, "log")) == 2
    # the next run of that day says the same
    run(home, as_of=DAY)
    assert asked(capsys, "ask", "--person", "eve@brightwater.example") == after
    assert asked(capsys, "log", "--summary")[0]["n_asked"] == 1


def test_three_asks_in_a_year_are_the_most_and_older_ones_fade(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    def fatigue(*args: str) -> object:
        return asked(capsys, "log", "Cy Marsh", *args)[0]["fatigue"]

    assert fatigue("--target", "a", "--status", "sent", "--at", "2025-12-01") == pytest.approx(0.5)
    assert fatigue("--target", "a", "--status", "silent", "--at", "2025-12-20") == pytest.approx(2**-0.5)
    assert fatigue("--target", "b", "--status", "sent", "--at", "2025-08-01") != 1
    assert fatigue("--target", "c", "--status", "sent", "--at", "2025-07-01") == 1
    assert fatigue("--target", "d", "--status", "sent", "--at", "2027-01-01") == 1  # not yet


def test_whom_they_name_is_a_person_known_to_them_and_the_next_target(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(
        capsys,
        "log",
        "Bo Quill",
        "--target",
        "eve",
        "--status",
        "yes",
        "--referred",
        "Finn Oakes, Oakes & Sons",
    )
    rows = asked(capsys, "ask", "--person", "Finn Oakes")
    assert [(one["name"], one["hop_kind"]) for one in rows[0]["route"]] == [  # type: ignore[attr-defined]
        ("Bo Quill", "header"),
        ("Finn Oakes", "stated"),
    ]
    assert "as you wrote down" in str(rows[0]["why"])
    assert asked(capsys, "at", "Oakes and Sons")[0]["name"] == "Finn Oakes"
    assert asked(capsys, "at", "Oakes and Sons")[0]["tie"] is None
    assert {row["target_id"] for row in asked(capsys, "ask", "--targets")} == {"finn-oakes"}
    assert (home.out / "finn-oakes.csv").is_file()
    assert asked(capsys, "why", "Finn Oakes")[0]["item"] == "referred"


def test_a_file_of_today_counts_what_is_logged_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WEAKTIES_HOME", str(tmp_path / "home"))
    run(make(tmp_path, TODAY), as_of=TODAY)
    (row,) = asked(capsys, "log", "Bo Quill", "--target", "eve", "--status", "no")
    assert row["fatigue"] == 1
    with (tmp_path / "home" / "asks.csv").open() as file:
        (kept,) = csv.DictReader(file)
    assert kept["at"][:10] == str(datetime.now(UTC).date())
    assert kept["record_ids"].startswith("r_")


def test_a_wrong_call_writes_nothing(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for args, code in (
        (("log", "Bo Quill"), 2),
        (("log", "Bo Quill", "--status", "hired"), 2),
        (("log", "Bo Quill", "--status", "sent", "--referred", " , X"), 2),
        (("log", "Nobody Known", "--status", "sent"), 5),
    ):
        assert call(capsys, *args)[0] == code
    assert not (home.path / "asks.csv").exists()
