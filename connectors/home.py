"""The home's own tables: targets.csv, knows.csv, companies.csv (docs/connectors/home.md). Recognised by name and
header together, so that no export is taken for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from anyascii import anyascii

from connectors.base import File, Item, Loaded, Problem, Row, Tally
from connectors.cells import a_date, clean
from connectors.columns import label
from connectors.sheet import records, sniff

_SLUG = re.compile(r"[^a-z0-9]+")


def slug(*texts: str | None) -> str:
    """Letters, digits and hyphens: safe as a file name."""
    return _SLUG.sub("-", anyascii(" ".join(filter(None, texts))).lower())[:60].strip("-")


class _HomeTable:
    group = "home"
    version = 1
    kind: str
    base_name: str
    table: str
    fields: Mapping[str, str]

    def recognise(self, file: File) -> float:
        return 1.0 if file.name.lower() == self.base_name and sniff(file, self._score) else 0.0

    def _score(self, header: Sequence[str]) -> float:
        return len({self.fields[label(cell)] for cell in header if label(cell) in self.fields})

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        sheet = sniff(file, self._score)
        if sheet is None:
            yield Problem(None, "no_header", "rejected")
            return
        columns = [self.fields.get(label(cell)) for cell in sheet.header]
        for record in records(file, sheet, tally):
            locator = f"line:{record.line}"
            if record.cells is None:
                yield Problem(locator, "unreadable_row", "rejected")
                continue
            cells = {name: clean(cell) for name, cell in zip(columns, record.cells, strict=False) if name}
            row = self.finish(cells) if any(cells.values()) else None
            if row is None:
                severity = "rejected" if any(cells.values()) else "skipped"
                yield Problem(locator, "incomplete" if severity == "rejected" else "empty", severity)
            else:
                yield Loaded(locator, {self.table: [row]})

    def finish(self, cells: dict[str, str | None]) -> Row | None:
        raise NotImplementedError


class Targets(_HomeTable):
    kind, base_name, table = "home_targets", "targets.csv", "target"
    fields = {
        "target id": "target_id", "id": "target_id", "target": "target_id", "owner": "owner_id", "owner id": "owner_id",
        "person": "person", "name": "person", "who": "person", "company": "company", "organisation": "company",
        "organization": "company", "role": "role", "title": "role", "job title": "role", "city": "city", "town": "city",
    }  # fmt: skip

    def finish(self, cells: dict[str, str | None]) -> Row | None:
        wanted = [cells.get(name) for name in ("person", "company", "role", "city")]
        if not any(wanted):
            return None
        target_id = slug(cells.get("target_id")) or slug(*wanted)
        if not target_id:
            return None
        return {
            "target_id": target_id,
            "owner_id": cells.get("owner_id"),
            **dict(zip(("person", "company", "role", "city"), wanted, strict=True)),
        }


class Knows(_HomeTable):
    kind, base_name, table = "home_knows", "knows.csv", "knows"
    fields = {
        "person a": "person_a", "a": "person_a", "x": "person_a", "person": "person_a", "who": "person_a",
        "person b": "person_b", "b": "person_b", "y": "person_b", "knows": "person_b", "whom": "person_b",
        "strength": "strength", "since": "since", "owner": "owner_id", "owner id": "owner_id",
    }  # fmt: skip

    def finish(self, cells: dict[str, str | None]) -> Row | None:
        if not (cells.get("person_a") and cells.get("person_b")):
            return None
        try:
            strength = min(1.0, max(0.0, float(cells.get("strength") or "")))
        except ValueError:
            strength = None
        return {
            "owner_id": cells.get("owner_id"),
            "person_a": cells["person_a"],
            "person_b": cells["person_b"],
            "strength": strength,
            "since": a_date(cells.get("since")),
        }


class Companies(_HomeTable):
    kind, base_name, table = "home_companies", "companies.csv", "company_alias"
    fields = {
        "company": "company", "name": "company", "alias": "alias", "also": "alias", "aka": "alias",
        "domain": "domain", "industry": "industry",
    }  # fmt: skip

    def finish(self, cells: dict[str, str | None]) -> Row | None:
        if not cells.get("company"):
            return None
        return {
            "company": cells["company"],
            "alias": cells.get("alias"),
            "domain": (cells.get("domain") or "").lower().removeprefix("@").removeprefix("www.") or None,
            "industry": cells.get("industry"),
        }
