"""Who took part in one file's messages or invitations: a contact row per profile, and which of them is the owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from connectors.base import Row
from connectors.participants import Participants
from connectors.record_id import profile
from connectors.sheets.cells import clean

_PLACEHOLDERS = frozenset({"linkedin member", "linkedin user", "linkedin"})
_MAX_CLAIMS = 5


class People(Participants):
    """Participants by profile."""

    def __init__(self) -> None:
        super().__init__()
        self._claims: Counter[str] = Counter()
        self._n_units = 0

    def may_be_owner(self, profiles: Iterable[str]) -> None:
        """One more unit, in which these profiles stand where the owner may."""
        self._n_units += 1
        self._claims.update(set(profiles))

    def contacts(self) -> list[Row]:
        """CONTACT rows of kind chat, in order of first sighting."""
        return self.rows("chat", "urls", "https://www.")

    def claims(self, basis: str) -> list[Row]:
        """OWN_PROFILE rows: the profiles that are most often where the owner is."""
        ranked = sorted(self._claims.items(), key=lambda item: (-item[1], item[0]))[:_MAX_CLAIMS]
        rows = []
        for one, n in ranked:
            name = self.name(one)
            rows.append({"profile": one, "name": name, "n": n, "n_all": self._n_units, "basis": basis})
        return rows


def person_name(text: str | None) -> str | None:
    """A member's name without what stands behind a comma (LinkedIn never puts the family name first)."""
    name = (clean(text) or "").partition(",")[0].strip()
    return None if not name or name.lower() in _PLACEHOLDERS or "@" in name else name


def person_profile(text: str | None) -> str | None:
    """The canonical profile of a person; None for company pages and closed accounts."""
    found = profile(text)
    return found if found and found.startswith("linkedin.com/in/") else None
