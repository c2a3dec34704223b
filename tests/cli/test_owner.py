"""owner: own addresses are proposed from the data and declared only by the user."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.cli.run import _say_whose
from pipelines.home import Home
from tests.cli.test_inspect import call
from tests.connectors.loading import load, mbox, message, new_home, write

OTHERS = [f"p{n}@b.example" for n in range(30)]
WORK = "anna@work.example"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("WEAKTIES_HOME", str(tmp_path / "home"))
    return new_home(tmp_path)


def fill(home: Home, name: str, *messages: str) -> None:
    write(home.inbox / "anna" / name, mbox(*messages))
    load(home)


def proposed(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, dict[str, object]]:
    code, out, _ = call(capsys, "owner", "--json", *args)
    assert code in (0, 5)
    return {row["address"]: row for row in json.loads(out)}


def test_an_address_that_wrote_what_is_in_sent_is_proposed_and_declared_by_accepting(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(home, "Sent", *(message(WORK, one, number) for number, one in enumerate(OTHERS[:5])))
    found = proposed(capsys)
    assert list(found) == [WORK]
    assert (found[WORK]["declared"], found[WORK]["n_sent_copies"], found[WORK]["mailbox"]) == (
        False,
        5,
        "Sent",
    )
    _say_whose(home)
    said = capsys.readouterr().err
    assert "address of 1 mailbox is not declared" in said
    assert WORK not in said
    assert proposed(capsys, "--accept", WORK)[WORK]["declared"] is True
    assert home.settings().owners[0].addresses == ("anna@own.example", WORK)
    _say_whose(home)
    assert capsys.readouterr().err == ""
    assert call(capsys, "owner", "--accept", "no address")[0] == 2


def test_the_address_in_most_of_a_mailbox_is_proposed_unless_a_declared_one_explains_it(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(home, "work", *(message(one, WORK, number) for number, one in enumerate(OTHERS)))
    fill(home, "friend", *(message("bo@b.example", number=number) for number in range(100, 130)))
    found = proposed(capsys)
    assert {address: row["declared"] for address, row in found.items()} == {
        "anna@own.example": True,
        WORK: False,
    }
    assert (found[WORK]["n_to"], found[WORK]["share"]) == (30, 1.0)


def test_little_mail_list_mail_and_another_owners_address_propose_nothing(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    home.add_owner("ben", ["ben@own.example"])
    fill(home, "few", *(message(one, WORK, number) for number, one in enumerate(OTHERS[:5])))
    fill(
        home,
        "list",
        *("List-Id: <l.example>\n" + message(WORK, "l@l.example", 100 + number) for number in range(30)),
    )
    fill(
        home, "of_ben", *(message(one, "ben@own.example", 200 + number) for number, one in enumerate(OTHERS))
    )
    assert proposed(capsys) == {}
