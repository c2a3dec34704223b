"""why, as a user types it: the records, what joins them, the weakest link, and nothing that a terminal would act on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.cli.main import main
from pipelines.home import Home
from tests.pipelines import small

BERTA = "berta@lindqvarn.example"
_MORE = """BEGIN:VCARD
VERSION:3.0
FN:Berta \u202eLindqvarn
N:Lindqvarn;Berta;;;
UID:berta-2
EMAIL:berta@lindqvarn.example
TEL:+4930123456
END:VCARD
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = small.make(tmp_path_factory.mktemp("why") / "home")
    (home.inbox / "anna" / "more.vcf").write_text(_MORE, encoding="utf-8")
    (home.inbox / "anna" / "again.vcf").write_text(
        small.CARD.format(name="Berta Lindqvarn", address="bl@third.example"), encoding="utf-8"
    )
    small.run(home)
    return home


def call(home: Home, capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as end:
        main(["--home", str(home.path), "why", *args])
    return int(end.value.code or 0), capsys.readouterr().out


def test_the_waterfall_of_each_joining_pair_and_the_weakest_link(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    code, short = call(home, capsys, BERTA)
    assert code == 0
    _, long = call(home, capsys, BERTA, "--all")
    assert len(long) > len(short)
    _, out = call(home, capsys, BERTA, "--json")
    rows = json.loads(out)
    records = {row["records"][0] for row in rows if row["section"] == "record"}
    pairs: dict[tuple[str, str], float] = {}
    for row in rows:
        if row["section"] == "match":
            pair = tuple(row["records"])
            assert set(pair) <= records
            pairs[pair] = pairs.get(pair, 0.0) + row["value"]
    assert len(records) == 3
    assert len(pairs) == 3  # each with each; two of them join
    (weakest,) = (row for row in rows if row["section"] == "weakest link")
    assert pairs[tuple(weakest["records"])] == pytest.approx(weakest["value"])
    assert short.count(" bits\n") == 3  # two joining pairs and the weakest link
    assert "1 more pairs agree" in short
    assert long.count(" bits\n") == 4
    assert f"weakest link: {'ABC'[sorted(records).index(weakest['records'][0])]} = " in short
    assert "base rate of candidate pairs" in long
    (mailbox,) = (row for row in rows if row["section"] == "identifier" and row["detail"] == BERTA)
    assert set(mailbox["records"]) == records
    assert "May also be" in short
    assert [row["item"] for row in rows if row["section"] == "may be"]


def test_nothing_that_a_terminal_would_act_on_is_printed(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = call(home, capsys, BERTA, "--all")
    assert not [c for c in out if (c < " " and c != "\n") or c in "\u202e\u202d\u200e"]


def test_nobody_and_several(home: Home, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert call(home, capsys, "Nobody Here", "--json") == (5, "[]\n")
    code, out = call(home, capsys, "Berta Lindqvarn", "--json")
    assert (code, len(json.loads(out))) == (4, 2)
