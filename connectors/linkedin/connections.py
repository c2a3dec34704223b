"""Connections.csv of every era: with and without the "Notes:" preamble, with and without profile URLs."""

from __future__ import annotations

import re

from connectors.base import Row
from connectors.sheets.columns import ContactCsv, Layout

_CREDENTIALS = re.compile(r"^(.*?),\s*(.+)$")


def _finish(row: Row) -> Row | str:
    """Closed profiles have a date and nothing else; credentials stand behind a comma in Last Name."""
    if not (row["given"] or row["family"] or row["urls"] or row["emails"]):
        return "empty_profile"
    match = _CREDENTIALS.match(row["family"] or "")
    if match:
        row["family"], row["suffix"] = match[1].strip() or None, match[2]
    row["full_name"] = " ".join(filter(None, (row["given"], row["family"]))) or None
    return row


LAYOUT = Layout(
    kind="linkedin_connections",
    fields={
        "first name": "given", "firstname": "given", "last name": "family", "lastname": "family", "url": "urls",
        "profile url": "urls", "email address": "emails", "emailaddress": "emails", "company": "organisation",
        "position": "title", "connected on": "connected_on", "connectedon": "connected_on", "tags": "labels",
    },
    signature=(
        frozenset({"first name", "last name", "company", "position", "connected on"}),
        frozenset({"firstname", "lastname", "company", "position", "connectedon"}),
    ),
    finish=_finish,
    confidence=0.95,
)  # fmt: skip


class LinkedInConnections(ContactCsv):
    layout = LAYOUT
