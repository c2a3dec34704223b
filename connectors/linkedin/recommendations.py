"""Recommendations_Received.csv and Recommendations_Given.csv: who vouched for whom. The text is never read."""

from __future__ import annotations

from connectors.base import Row
from connectors.sheets.columns import ContactCsv, Layout


def _finish(row: Row) -> Row:
    row["full_name"] = " ".join(filter(None, (row["given"], row["family"]))) or None
    return row


LAYOUT = Layout(
    kind="linkedin_recommendations",
    fields={"first name": "given", "last name": "family", "company": "organisation", "job title": "title"},
    signature=(
        frozenset({"first name", "last name", "company", "job title", "text", "creation date", "status"}),
    ),
    finish=_finish,
    confidence=0.95,
)


class LinkedInRecommendations(ContactCsv):
    """``kind`` linkedin_recommendations; locator = line:N."""

    layout = LAYOUT
    version = 1
