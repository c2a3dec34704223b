"""Thunderbird address book CSV (docs/connectors/thunderbird_csv.md); the UK build says Organisation and County."""

from __future__ import annotations

from connectors.columns import ContactCsv, Layout

LAYOUT = Layout(
    kind="thunderbird_csv",
    fields={
        "first name": "given", "last name": "family", "display name": "full_name", "nickname": "nickname",
        "primary email": "emails", "secondary email": "emails", "work phone": "phones", "home phone": "phones",
        "mobile number": "phones", "work city": "city", "home city": "city", "work state": "region",
        "home state": "region", "work county": "region", "home county": "region", "work country": "country",
        "home country": "country", "job title": "title", "organization": "organisation",
        "organisation": "organisation", "web page #": "urls",
        "vorname": "given", "nachname": "family", "anzeigename": "full_name", "spitzname": "nickname",
        "primäre e-mail-adresse": "emails", "sekundäre e-mail-adresse": "emails", "tel. dienstlich": "phones",
        "tel. privat": "phones", "mobil-tel.-nr.": "phones", "arbeitstitel": "title",
    },
    signature=(
        frozenset({"display name", "primary email", "secondary email"}),
        frozenset({"anzeigename", "primäre e-mail-adresse"}),
    ),
    confidence=0.95,
)  # fmt: skip


class ThunderbirdCsv(ContactCsv):
    layout = LAYOUT
