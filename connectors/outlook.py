"""Outlook desktop, Outlook.com, live.com and Google's "Outlook CSV" (docs/connectors/outlook_csv.md).

Headers come in the language of the program, in the code page of its Windows.
"""

from __future__ import annotations

from connectors import outlook_labels
from connectors.columns import ContactCsv, Layout

_ENGLISH = {
    "first name": "given", "middle name": "middle", "last name": "family", "title": "prefix", "suffix": "suffix",
    "nickname": "nickname", "company": "organisation", "job title": "title", "e-mail address": "emails",
    "e-mail # address": "emails", "mobile phone": "phones", "primary phone": "phones", "home phone": "phones",
    "home phone #": "phones", "business phone": "phones", "business phone #": "phones", "other phone": "phones",
    "car phone": "phones", "radio phone": "phones", "business city": "city", "home city": "city", "other city": "city",
    "business state": "region", "home state": "region", "other state": "region",
    "business country/region": "country", "home country/region": "country", "other country/region": "country",
    "business country": "country", "home country": "country", "other country": "country",
    "categories": "labels", "web page": "urls", "personal web page": "urls", "spouse": "relation:spouse",
    "manager's name": "relation:manager", "assistant's name": "relation:assistant",
}  # fmt: skip

LAYOUT = Layout(
    kind="outlook_csv",
    fields=outlook_labels.fields() | _ENGLISH,
    signature=(
        frozenset({"first name", "last name", "e-mail address", "e-mail # address"}),
        frozenset({"first name", "last name", "e-mail address", "e-mail type"}),
        frozenset({"first name", "last name", "e-mail address", "business phone"}),
        frozenset({"first name", "last name", "e-mail address", "business city"}),
        frozenset({"first name", "last name", "e-mail address", "home city"}),
        *outlook_labels.signatures(),
    ),
    types=((" address", " type"), ("e-mail-adresse", "e-mail-typ"), (": adresse", ": typ")),
)


class OutlookCsv(ContactCsv):
    layout = LAYOUT
