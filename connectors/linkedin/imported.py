"""ImportedContacts.csv and Contacts.csv: the address book that was once given to LinkedIn."""

from __future__ import annotations

from connectors.base import Row
from connectors.sheets.columns import ContactCsv, Layout, without_addresses_as_names

LAYOUT = Layout(
    kind="linkedin_imported",
    fields={
        "firstname": "given", "lastname": "family", "fullname": "full_name", "companies": "organisation",
        "title": "title", "emails": "emails", "phonenumbers": "phones", "sites": "urls", "profiles": "urls",
        "location": "city",
    },
    signature=(frozenset({"firstname", "lastname", "companies", "emails", "phonenumbers", "profiles"}),),
    finish=lambda row: _finish(row),
    confidence=0.95,
)  # fmt: skip


def _finish(row: Row) -> Row:
    row = without_addresses_as_names(row)
    row["full_name"] = row["full_name"] or " ".join(filter(None, (row["given"], row["family"]))) or None
    return row


class LinkedInImported(ContactCsv):
    """``kind`` linkedin_imported; locator = line:N."""

    layout = LAYOUT
    version = 1
