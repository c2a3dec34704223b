"""Attacks, scaled down: one clear problem each, everything else loaded. benchmarks/hostile.py has them at full size
and measures what they cost."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import hostile
from connectors.compressed import MIB, Limits
from connectors.ledger import Ledger
from connectors.load import read_sources
from tests.connectors.loading import GROUPS, START, find, load, new_home, problems, rows, sources, write

SMALL = Limits(ratio=20, free=MIB)

EXPECTED: dict[str, tuple[dict[str, int], set[tuple[str, str]], int]] = {
    "sparse_body": ({"size": 80 * MIB}, set(), 3),
    "zip_bomb": ({"size": 30 * MIB}, {("big.vcf", "archive_bomb")}, 1),
    "gzip_bomb": ({"size": 30 * MIB}, {("bomb.mbox.gz", "archive_bomb")}, 1),
    "tar_name_bomb": ({"size": 2 * MIB}, {("name.tar.gz", "damaged")}, 1),
    "overlapping": ({"n": 50}, {("flat.zip", "archive_bomb")}, 0),
    "photo_line": ({"size": 2 * MIB}, set(), 3),
    "nested_cards": ({"n": 300}, {("nested.vcf", "missing_end")}, 302),
    "folded_line": ({"n": 20_000}, set(), 3),
    "no_line_end": ({"size": 2 * MIB}, {("endless.vcf", "too_long")}, 3),
    "header_lines": ({"n": 20_000}, {("headers.mbox", "header_too_long")}, 3),
    "header_lines_of_one_message": ({"n": 20_000}, {("attack", "header_too_long")}, 1),
    "from_lines": ({"n": 5000}, {("froms.mbox", "not_a_message")}, 2),
    "table_without_end": (
        {"size": 2 * MIB},
        {("quote.csv", "unclosed_quote"), ("quote.csv", "unreadable_row")},
        2,
    ),
    "zip_names": ({}, {("locked.vcf", "archive_encrypted")}, 8),
    "odd_names": ({}, set(), 5),
    "deep_folders": ({"n": 50}, set(), 1),
}


@pytest.mark.parametrize("attack", EXPECTED)
def test_an_attack_costs_itself_only(tmp_path: Path, attack: str) -> None:
    """The problems it gives, and how many units beside the good card are loaded."""
    sizes, expected, n_loaded = EXPECTED[attack]
    home = new_home(tmp_path)
    write(home.inbox / "anna" / "good.vcf", hostile.GOOD)
    (folder := home.inbox / "anna" / "attack").mkdir()
    hostile.BY_NAME[attack](folder, **sizes)  # type: ignore[call-arg]
    counts = load(home, limits=SMALL)
    assert problems(home) == expected
    assert counts["n_loaded"] == n_loaded + 1
    assert "Guy Good" in rows(home, "contact")["full_name"].to_list()


def test_zeros_between_cards_and_messages_are_passed_over(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    hostile.nul_bytes(home.inbox / "anna")
    load(home)
    assert {name: row["n_rejected"] for name, row in sources(home).items()} == {
        "nul.vcf": 0, "nul.mbox": 0, "nul.csv": 0,
    }  # fmt: skip
    assert sources(home)["nul.mbox"]["n_loaded"] == 2
    assert "After" in rows(home, "contact")["full_name"].to_list()


def test_files_that_change_between_being_found_and_being_read(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    inbox = home.inbox / "anna"
    hostile.changing(inbox)
    ledger = Ledger(home.raw)
    found = find(home)
    hostile.change(inbox)
    read_sources(found, ledger, groups=GROUPS, now=START)
    codes = problems(home)
    assert {("gone.vcf", "file_unreadable"), ("link.vcf", "file_unreadable")} <= codes
    assert ("folder.vcf", "not_a_regular_file") in codes
    for entry in Ledger(home.raw).entries.values():
        assert entry.n_read == entry.n_loaded + entry.n_skipped + entry.n_rejected
    assert rows(home, "contact")["full_name"].to_list() == ["shrunk"]
