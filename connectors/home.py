"""The home's own tables: targets.csv, knows.csv, companies.csv (docs/connectors/home_*.md). Recognised by name and
header together, so that no export is taken for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from anyascii import anyascii

from connectors.base import File, Item, Loaded, Problem, Row, Tally
from connectors.sheets.cells import a_date, clean
from connectors.sheets.columns import label
from connectors.sheets.sheet import records, sniff

_SLUG = re.compile(r"[^a-z0-9]+")
_SLUG_LENGTH = 60

Cells = dict[str, str | None]
"""A row's cells by column of the table; of several columns with one meaning the first filled one."""


def slug(*texts: str | None) -> str:
    """Letters, digits and hyphens: safe as a file name."""
    return _SLUG.sub("-", anyascii(" ".join(filter(None, texts))).lower())[:_SLUG_LENGTH].strip("-")


class HomeTable:
    """A table that the owner writes; locator = line:N."""

    group = "home"
    version = 2
    kind: str
    base_name: str
    table: str
    labels: Mapping[str, str]
    """Column -> the labels that mean it, separated by |."""
    needed: Sequence[frozenset[str]]
    """Any of these sets of columns makes a header."""

    def __init__(self) -> None:
        self._fields = {one: name for name, labels in self.labels.items() for one in labels.split("|")}

    def recognise(self, file: File) -> float:
        return 1.0 if file.name.lower() == self.base_name and sniff(file, self._score) else 0.0

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        sheet = sniff(file, self._score)
        if sheet is None:
            if file.head.strip():
                yield Problem(None, "no_header", "rejected")
            return
        columns = [self._fields.get(label(cell)) for cell in sheet.header]
        seen: set[str] = set()
        for record in records(file, sheet, tally):
            locator = f"line:{record.line}"
            if record.cells is None:
                yield Problem(locator, record.problem or "unreadable_row", "rejected")
                continue
            cells: Cells = {}
            for name, cell in zip(columns, record.cells, strict=False):
                if name:
                    cells[name] = cells.get(name) or clean(cell)
            if not any(cells.values()):
                yield Problem(locator, "empty", "skipped")
                continue
            mended: list[tuple[str, str]] = []
            found = self.rows(cells, seen, mended)
            if not found:
                yield Problem(locator, "incomplete", "rejected")
                continue
            yield Loaded(locator, {self.table: found})
            for code, name in mended:
                yield Problem(locator, code, "repaired", name)

    def rows(self, cells: Cells, seen: set[str], mended: list[tuple[str, str]]) -> list[Row]:
        """The table's rows of one row of the file; none when it lacks what it needs. ``seen``: ids given so far."""
        raise NotImplementedError

    def _score(self, header: Sequence[str]) -> float:
        names = {self._fields[one] for one in map(label, header) if one in self._fields}
        return len(names) if any(need <= names for need in self.needed) else 0.0


class Targets(HomeTable):
    """targets.csv -> TARGET."""

    kind, base_name, table = "home_targets", "targets.csv", "target"
    labels = {
        "target_id": "target id|id|target", "owner_id": "owner id|owner", "person": "person|name|who|contact",
        "company": "company|organisation|organization|employer", "role": "role|job title|title|position",
        "city": "city|town|place", "industry": "industry|sector|branch",
    }  # fmt: skip
    version = 3
    needed = tuple(map(frozenset, (("person",), ("company",), ("role",), ("city",), ("industry",))))

    def rows(self, cells: Cells, seen: set[str], mended: list[tuple[str, str]]) -> list[Row]:
        wanted = {name: cells.get(name) for name in ("person", "company", "role", "city", "industry")}
        if not any(wanted.values()):
            return []
        base = slug(cells.get("target_id")) or slug(*wanted.values()) or "target"
        target_id, number = base, 1
        while target_id in seen:
            number += 1
            target_id = f"{base}-{number}"
        seen.add(target_id)
        return [{"target_id": target_id, "owner_id": cells.get("owner_id"), **wanted}]


class Knows(HomeTable):
    """knows.csv -> KNOWS."""

    kind, base_name, table = "home_knows", "knows.csv", "knows"
    labels = {
        "person_a": "person a|a|x|person|who|from|name", "person_b": "person b|b|y|knows|whom|to",
        "strength": "strength", "since": "since|date", "owner_id": "owner id|owner",
    }  # fmt: skip
    needed = (frozenset({"person_a", "person_b"}),)

    def rows(self, cells: Cells, seen: set[str], mended: list[tuple[str, str]]) -> list[Row]:
        if not (cells.get("person_a") and cells.get("person_b")):
            return []
        strength = _share(cells.get("strength"))
        since = a_date(cells.get("since"))
        if cells.get("strength") and strength is None:
            mended.append(("bad_number", "strength"))
        if cells.get("since") and since is None:
            mended.append(("bad_date", "since"))
        names = {name: cells.get(name) for name in ("owner_id", "person_a", "person_b")}
        return [{**names, "strength": strength, "since": since}]


class Companies(HomeTable):
    """companies.csv -> COMPANY, a row for each alias and domain; a cell may hold several, separated by semicolons."""

    kind, base_name, table = "home_companies", "companies.csv", "company_alias"
    labels = {
        "company": "company|name|organisation|organization", "alias": "alias|aliases|also|aka|also known as",
        "domain": "domain|domains|mail domain|website", "industry": "industry|sector",
    }  # fmt: skip
    needed = (frozenset({"company"}),)

    def rows(self, cells: Cells, seen: set[str], mended: list[tuple[str, str]]) -> list[Row]:
        if not cells.get("company"):
            return []
        aliases = [part.strip() for part in (cells.get("alias") or "").split(";") if part.strip()]
        written = [part for part in re.split(r"[;,\s]+", cells.get("domain") or "") if part]
        domains = [found for part in written if (found := _domain(part))]
        if len(domains) < len(written):
            mended.append(("bad_domain", "domain"))
        fixed = {"company": cells["company"], "industry": cells.get("industry")}
        return [
            {**fixed, "alias": alias, "domain": domain}
            for alias, domain in list(zip_longest(aliases, domains)) or [(None, None)]
        ]


def _share(text: str | None) -> float | None:
    """0 to 1, written as a number, with a comma or as a percentage; None for anything else."""
    if not text:
        return None
    try:
        number = float(text.removesuffix("%").strip().replace(",", ".")) / (100 if text.endswith("%") else 1)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None


def _domain(text: str) -> str | None:
    """A domain, given as such, with an @ before it, or as a web address."""
    host = (
        re.sub(r"^[a-z]+://", "", text.lower().removeprefix("@"))
        .partition("/")[0]
        .removeprefix("www.")
        .rstrip(".")
    )
    return host if "." in host and re.fullmatch(r"[\w.-]+", host) else None
