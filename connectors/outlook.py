"""Outlook desktop, Outlook.com, live.com and Google's "Outlook CSV" (docs/connectors/outlook_csv.md).

Headers come in the language of the program; the labels below are the ones Outlook writes in each.
"""

from __future__ import annotations

from connectors.columns import ContactCsv, Layout

_ENGLISH = {
    "first name": "given", "middle name": "middle", "last name": "family", "title": "prefix", "suffix": "suffix",
    "nickname": "nickname", "company": "organisation", "job title": "title", "e-mail address": "emails",
    "e-mail # address": "emails", "mobile phone": "phones", "primary phone": "phones", "home phone": "phones",
    "home phone #": "phones", "business phone": "phones", "business phone #": "phones", "other phone": "phones",
    "company main phone": "phones", "business city": "city", "home city": "city", "other city": "city",
    "business state": "region", "home state": "region", "business country/region": "country",
    "home country/region": "country", "business country": "country", "home country": "country",
    "categories": "labels", "web page": "urls", "personal web page": "urls", "spouse": "relation:spouse",
    "manager's name": "relation:manager", "assistant's name": "relation:assistant",
}  # fmt: skip
_LOCAL = {
    # German
    "vorname": "given", "weitere vornamen": "middle", "nachname": "family", "anrede": "prefix", "firma": "organisation",
    "position": "title", "e-mail-adresse": "emails", "e-mail #: adresse": "emails", "mobiltelefon": "phones",
    "telefon geschäftlich": "phones", "telefon geschäftlich #": "phones", "telefon privat": "phones",
    "telefon privat #": "phones", "ort geschäftlich": "city", "ort privat": "city",
    "land/region geschäftlich": "country", "land/region privat": "country", "kategorien": "labels", "webseite": "urls",
    "partner": "relation:spouse",
    # French
    "prénom": "given", "deuxième prénom": "middle", "nom": "family", "société": "organisation", "titre": "prefix",
    "adresse de messagerie": "emails", "adresse de messagerie #": "emails", "adresse e-mail": "emails",
    "téléphone (bureau)": "phones", "téléphone (domicile)": "phones", "tél. mobile": "phones",
    "ville (bureau)": "city", "ville (domicile)": "city", "catégories": "labels", "page web": "urls",
    # Spanish
    "nombre": "given", "segundo nombre": "middle", "apellidos": "family", "organización": "organisation",
    "cargo": "title", "dirección de correo electrónico": "emails", "dirección del correo electrónico": "emails",
    "correo electrónico # dirección": "emails", "teléfono móvil": "phones", "móvil": "phones",
    "teléfono del trabajo": "phones", "teléfono particular": "phones", "ciudad del trabajo": "city",
    "ciudad de residencia": "city", "categorías": "labels", "página web": "urls",
    # Italian
    "nome": "given", "secondo nome": "middle", "cognome": "family", "società": "organisation",
    "posizione": "title", "indirizzo posta elettronica": "emails", "indirizzo di posta elettronica": "emails",
    "cellulare": "phones", "ufficio": "phones", "abitazione": "phones", "categorie": "labels", "pagina web": "urls",
    # Portuguese, Dutch, Polish
    "primeiro nome": "given", "sobrenome": "family", "empresa": "organisation", "endereço de email": "emails",
    "endereço de correio eletrónico": "emails", "telemóvel": "phones", "voornaam": "given",
    "achternaam": "family", "bedrijf": "organisation", "functie": "title", "e-mailadres": "emails",
    "mobiele telefoon": "phones", "imię": "given", "nazwisko": "family",
    "stanowisko": "title", "adres e-mail": "emails", "telefon komórkowy": "phones",
}  # fmt: skip
_PAIRS = (
    ("vorname", "nachname", "e-mail-adresse"), ("prénom", "nom", "adresse de messagerie"),
    ("nombre", "apellidos", "dirección de correo electrónico"),
    ("nombre", "apellidos", "dirección del correo electrónico"),
    ("nome", "cognome", "indirizzo posta elettronica"), ("nome", "cognome", "indirizzo di posta elettronica"),
    ("primeiro nome", "sobrenome", "endereço de email"), ("voornaam", "achternaam", "e-mailadres"),
    ("imię", "nazwisko", "adres e-mail"),
)  # fmt: skip

LAYOUT = Layout(
    kind="outlook_csv",
    fields=_ENGLISH | _LOCAL,
    signature=(
        frozenset({"first name", "last name", "e-mail address", "e-mail # address"}),
        frozenset({"first name", "last name", "e-mail address", "company"}),
        frozenset({"first name", "last name", "e-mail address", "home city"}),
        frozenset({"first name", "last name", "e-mail address", "e-mail type"}),
        *(frozenset(pair) for pair in _PAIRS),
    ),
)


class OutlookCsv(ContactCsv):
    layout = LAYOUT
