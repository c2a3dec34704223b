"""Thunderbird address book CSV (docs/connectors/thunderbird_csv.md). Its header is in the language of the program; the
UK build says Organisation and County."""

from __future__ import annotations

from connectors.sheets import labels
from connectors.sheets.columns import ContactCsv, Layout
from connectors.sheets.thunderbird_labels import BY_LANGUAGE

LAYOUT = Layout(
    kind="thunderbird_csv",
    fields=labels.KNOWN | labels.fields(*BY_LANGUAGE.values()),
    signature=(
        frozenset({"display name", "primary email", "secondary email"}),
        *labels.signatures(
            (table for language, table in BY_LANGUAGE.items() if language != "en"), "full_name", "emails"
        ),
    ),
    confidence=0.95,
)


class ThunderbirdCsv(ContactCsv):
    layout = LAYOUT
