"""Positions.csv and Education.csv: where the owner worked and studied, and when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from connectors.base import File, Item, Loaded, Problem, Row, Tally
from connectors.linkedin.member import Cells, confidence, member_rows
from connectors.linkedin.times import month
from connectors.sheets.columns import Layout


class _Career:
    """One row of the owner's career for each data row."""

    group = "contacts"
    version = 1
    kind: str
    layout: ClassVar[Layout]
    is_school: ClassVar[bool]

    def __init_subclass__(cls) -> None:
        cls.kind = cls.layout.kind

    def recognise(self, file: File) -> float:
        return confidence(self.layout, file)

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        for row in member_rows(self.layout, file, tally):
            if isinstance(row, Problem):
                yield row
            elif row.get("organisation") is None:
                yield Problem(row.locator, "empty", "skipped")
            else:
                yield Loaded(row.locator, {"career": [self._stage(row)]})
                for field in ("from", "to"):
                    if row.get(field) and month(row.get(field)) is None:
                        yield Problem(row.locator, "bad_date", "repaired", field)

    def _stage(self, row: Cells) -> Row:
        return {
            "locator": row.locator,
            "kind": "education" if self.is_school else "position",
            "organisation": row.get("organisation"),
            "title": row.get("title"),
            "from_date": month(row.get("from")),
            "to_date": month(row.get("to")),
            # an end that cannot be read is still an end
            "is_over": row.get("to") is not None,
        }


class LinkedInPositions(_Career):
    """``kind`` linkedin_positions; locator = line:N."""

    is_school = False
    layout = Layout(
        kind="linkedin_positions",
        fields={"company name": "organisation", "title": "title", "started on": "from", "finished on": "to"},
        signature=(frozenset({"company name", "title", "started on", "finished on"}),),
    )


class LinkedInEducation(_Career):
    """``kind`` linkedin_education; locator = line:N."""

    is_school = True
    layout = Layout(
        kind="linkedin_education",
        fields={
            "school name": "organisation",
            "degree name": "title",
            "start date": "from",
            "end date": "to",
        },
        signature=(frozenset({"school name", "start date", "end date", "degree name"}),),
    )
