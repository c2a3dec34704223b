"""Profile.csv: the owner's own name, by which their profile is found where messages alone do not tell."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base import File, Item, Loaded, Problem, Tally
from connectors.linkedin.member import confidence, member_rows
from connectors.linkedin.people import person_name
from connectors.sheets.columns import Layout

LAYOUT = Layout(
    kind="linkedin_profile",
    fields={"first name": "given", "last name": "family"},
    signature=(frozenset({"first name", "last name", "maiden name", "headline"}),),
)


class LinkedInProfile:
    """``kind`` linkedin_profile; locator = line:N. Nothing but the name is read."""

    kind = "linkedin_profile"
    group = "contacts"
    version = 1

    def recognise(self, file: File) -> float:
        return confidence(LAYOUT, file)

    def read(self, file: File, tally: Tally) -> Iterator[Item]:
        for row in member_rows(LAYOUT, file, tally):
            if isinstance(row, Problem):
                yield row
                continue
            name = person_name(" ".join(filter(None, (row.get("given"), row.get("family")))))
            if name is None:
                yield Problem(row.locator, "empty", "skipped")
                continue
            claim = {"profile": None, "name": name, "n": 1, "n_all": 1, "basis": "profile"}
            yield Loaded(row.locator, {"own_profile": [claim]})
