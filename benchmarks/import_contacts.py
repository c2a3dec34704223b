"""How fast contacts are imported, beside what others do with the same bytes, in one run: CPU seconds, medians.

python benchmarks/import_contacts.py [--cards 100000] [--rows 100000] [--repeats 3]

Ours is the whole import (discovered, read, accounted, tables written and synced); vobject.readComponents only parses,
and csv.DictReader only cuts rows into dictionaries. vobject reads a part of the cards, as it takes the same time for
each. Inputs are invented here, in a temporary folder.
"""

from __future__ import annotations

import argparse
import csv
import logging
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

GIVEN = ("Anna", "Ben", "Carla", "Dario", "Zoë", "Jürgen", "Mary Ann", "José")
FAMILY = ("Keller", "Otter", "Lopez", "Silva", "Größe", "Ek", "van Dijk", "Nowak")


class Result(NamedTuple):
    """What one reader took."""

    name: str
    n: int
    seconds: float
    """CPU seconds of this process and those it started, median of the runs."""

    @property
    def rate(self) -> float:
        """Per CPU second."""
        return self.n / self.seconds


def card(number: int) -> str:
    given, family = GIVEN[number % 8], f"{FAMILY[number // 8 % 8]}{number}"
    lines = (
        "BEGIN:VCARD", "VERSION:3.0", f"UID:{number:08x}-aaaa-4bbb-8ccc-000000000000", f"N:{family};{given};;;",
        f"FN:{given} {family}", f"ORG:Company {number % 997};Research", "TITLE:Engineer",
        f"EMAIL;TYPE=INTERNET,WORK:p{number}@c{number % 997}.example", f"EMAIL;TYPE=HOME:p{number}@home.example",
        f"TEL;TYPE=CELL:+49 170 {number:07d}", f"ADR;TYPE=WORK:;;Street {number};Berlin;BE;10115;Germany",
        f"URL:https://c{number % 997}.example/{number}", "CATEGORIES:work,friends", "REV:20240401T100000Z", "END:VCARD",
    )  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


COLUMNS = (
    "First Name,Middle Name,Last Name,Nickname,File As,Organization Name,Organization Title,Birthday,Notes,Labels,"
    "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Address 1 - City,Address 1 - Country"
)


def row(number: int) -> str:
    given, family = GIVEN[number % 8], f"{FAMILY[number // 8 % 8]}{number}"
    return (
        f"{given},,{family},,,Company {number % 997},Engineer,,,* myContacts,Work,p{number}@c{number % 997}.example,Home,"
        f'p{number}@home.example,Mobile,+49 170 {number:07d},"Berlin, Mitte",Germany'
    )


def cpu(task: Callable[[], int], repeats: int) -> tuple[int, float]:
    """(how many it read, median CPU seconds)."""
    seconds = []
    n = 0
    for _ in range(repeats):
        start = sum(os.times()[:4])
        n = task()
        seconds.append(sum(os.times()[:4]) - start)
    return n, statistics.median(seconds)


def ours(path: Path) -> int:
    """Import a file into a fresh folder. Returns how many units were loaded."""
    from connectors.files import Root, discover
    from connectors.ledger import Ledger
    from connectors.load import read_sources

    with tempfile.TemporaryDirectory() as folder:
        found = discover([Root(path, "anna", None)])
        counts = read_sources(
            found, Ledger(Path(folder)), groups=("contacts",), now=datetime(2024, 5, 1, tzinfo=UTC)
        )
    return counts["n_loaded"]


def by_vobject(path: Path) -> int:
    import vobject

    logging.getLogger("vobject").setLevel(logging.CRITICAL)
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in vobject.readComponents(stream))


def by_dict_reader(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as stream:
        return sum(1 for _ in csv.DictReader(stream))


def measure(n_cards: int, n_rows: int, repeats: int) -> list[tuple[Result, Result]]:
    """(ours, theirs) for vCards and for CSV."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cards, part, table = folder / "cards.vcf", folder / "part.vcf", folder / "rows.csv"
        cards.write_text("".join(map(card, range(n_cards))), encoding="utf-8", newline="")
        part.write_text("".join(map(card, range(min(n_cards, 5000)))), encoding="utf-8", newline="")
        table.write_text("\n".join([COLUMNS, *map(row, range(n_rows))]) + "\n", encoding="utf-8", newline="")
        ours(part)  # everything is imported before the clock runs
        return [
            (
                Result("vCards: import, tables written", *cpu(lambda: ours(cards), repeats)),
                Result("vCards: vobject.readComponents", *cpu(lambda: by_vobject(part), repeats)),
            ),
            (
                Result("CSV: import, tables written", *cpu(lambda: ours(table), repeats)),
                Result("CSV: csv.DictReader", *cpu(lambda: by_dict_reader(table), repeats)),
            ),
        ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    print(f"{'':34}{'n':>9}{'CPU s':>9}{'per CPU s':>11}{'ratio':>8}")
    for own, other in measure(options.cards, options.rows, options.repeats):
        for one in (own, other):
            print(f"{one.name:34}{one.n:9}{one.seconds:9.2f}{one.rate:11.0f}{one.rate / other.rate:8.2f}")


if __name__ == "__main__":
    main()
