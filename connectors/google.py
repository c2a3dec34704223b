"""Google Contacts CSV, today's and the one exported until about 2023 (docs/connectors/google_csv.md).

Several values share any cell, joined by " ::: "; labels of the system begin with "* ".
"""

from __future__ import annotations

from connectors.base import Row
from connectors.cells import is_address
from connectors.columns import ContactCsv, Layout


def _finish(row: Row) -> Row:
    """Rows of "Other contacts" carry the address as the name: an address is no name."""
    for name in ("full_name", "given", "family", "nickname"):
        if row[name] and is_address(row[name].lower()):
            address = row[name].lower()
            row[name] = None
            if address not in row["emails"]:
                row["emails"].append(address)
    return row


LAYOUT = Layout(
    kind="google_csv",
    fields={
        "name": "full_name", "file as": "full_name", "given name": "given", "first name": "given",
        "additional name": "middle", "middle name": "middle", "family name": "family", "last name": "family",
        "name prefix": "prefix", "name suffix": "suffix", "nickname": "nickname", "e-mail # - value": "emails",
        "phone # - value": "phones", "website # - value": "urls", "organization name": "organisation",
        "organization # - name": "organisation", "organization title": "title", "organization # - title": "title",
        "address # - city": "city", "address # - region": "region", "address # - country": "country",
        "labels": "labels", "group membership": "labels", "relation # - value": "relation:related",
    },
    signature=(
        frozenset({"first name", "last name", "organization name", "labels"}),
        frozenset({"first name", "last name", "file as", "e-mail # - label"}),
        frozenset({"name", "given name", "family name", "group membership"}),
        frozenset({"name", "given name", "family name", "e-mail # - value"}),
        frozenset({"first name", "last name", "e-mail # - label", "e-mail # - value"}),
    ),
    split=" ::: ",
    finish=_finish,
    confidence=0.95,
)  # fmt: skip


class GoogleCsv(ContactCsv):
    layout = LAYOUT
