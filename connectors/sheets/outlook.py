"""Outlook desktop, Outlook.com, live.com and Google's "Outlook CSV" (docs/connectors/outlook_csv.md).

Headers come in the language of the program, in the code page of its Windows.
"""

from __future__ import annotations

from connectors.sheets import labels
from connectors.sheets.columns import ContactCsv, Layout
from connectors.sheets.outlook_labels import BY_LANGUAGE, ENGLISH

LAYOUT = Layout(
    kind="outlook_csv",
    fields=labels.KNOWN | labels.fields(*BY_LANGUAGE.values()) | ENGLISH,
    signature=(
        frozenset({"first name", "last name", "e-mail address", "e-mail # address"}),
        frozenset({"first name", "last name", "e-mail address", "e-mail type"}),
        frozenset({"first name", "last name", "e-mail address", "business phone"}),
        frozenset({"first name", "last name", "e-mail address", "business city"}),
        frozenset({"first name", "last name", "e-mail address", "home city"}),
        *labels.signatures(BY_LANGUAGE.values(), "given", "family", "emails", "organisation"),
    ),
    types=((" address", " type"), ("e-mail-adresse", "e-mail-typ"), (": adresse", ": typ")),
)


class OutlookCsv(ContactCsv):
    layout = LAYOUT
