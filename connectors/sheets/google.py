"""Google Contacts CSV, today's and the one exported until about 2023 (docs/connectors/google_csv.md).

Several values share any cell, joined by " ::: "; labels of the system begin with "* ". Rows of "Other contacts" carry
the address as the name.
"""

from __future__ import annotations

from connectors.sheets import labels
from connectors.sheets.columns import ContactCsv, Layout, without_addresses_as_names

LAYOUT = Layout(
    kind="google_csv",
    fields=labels.KNOWN
    | {
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
        frozenset({"first name", "last name", "file as", "labels"}),
        frozenset({"first name", "last name", "e-mail # - label", "e-mail # - value"}),
        frozenset({"name", "given name", "family name", "group membership"}),
        frozenset({"name", "given name", "family name", "e-mail # - value"}),
    ),
    types=((" - value", " - label"), (" - value", " - type")),
    split=" ::: ",
    finish=without_addresses_as_names,
    confidence=0.95,
)  # fmt: skip


class GoogleCsv(ContactCsv):
    layout = LAYOUT
