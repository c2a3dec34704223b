"""Thunderbird address book CSV (docs/connectors/thunderbird_csv.md). Its header is in the language of the program; the
UK build says Organisation and County."""

from __future__ import annotations

from connectors.columns import ContactCsv, Layout

_ENGLISH = {
    "first name": "given", "last name": "family", "display name": "full_name", "nickname": "nickname",
    "primary email": "emails", "secondary email": "emails", "work phone": "phones", "home phone": "phones",
    "mobile number": "phones", "work city": "city", "home city": "city", "work state": "region",
    "home state": "region", "work county": "region", "home county": "region", "work country": "country",
    "home country": "country", "job title": "title", "organization": "organisation",
    "organisation": "organisation", "web page #": "urls",
}  # fmt: skip
_OTHERS = {
    # German
    "vorname": "given", "nachname": "family", "anzeigename": "full_name", "spitzname": "nickname",
    "primäre e-mail-adresse": "emails", "sekundäre e-mail-adresse": "emails", "tel. dienstlich": "phones",
    "tel. privat": "phones", "mobil-tel.-nr.": "phones", "arbeitstitel": "title", "arbeitgeber": "organisation", "webseite #": "urls",
    "privat: ort": "city", "dienstlich: ort": "city", "privat: land": "country", "dienstlich: land": "country",
    # French
    "prénom": "given", "nom de famille": "family", "nom": "family", "nom à afficher": "full_name",
    "surnom": "nickname", "adresse électronique principale": "emails", "adresse électronique secondaire": "emails",
    "tél. professionnel": "phones", "tél. personnel": "phones", "portable": "phones", "société": "organisation",
    # Spanish
    "nombre": "given", "apellidos": "family", "nombre en pantalla": "full_name", "apodo": "nickname",
    "dirección de correo electrónico principal": "emails", "dirección de correo electrónico secundaria": "emails",
    "teléfono (trabajo)": "phones", "móvil": "phones", "organización": "organisation",
    # Italian
    "nome": "given", "cognome": "family", "nome visualizzato": "full_name", "soprannome": "nickname",
    "email principale": "emails", "email secondaria": "emails", "telefono lavoro": "phones",
    "numero cellulare": "phones", "organizzazione": "organisation", "qualifica": "title",
    # Portuguese, Polish, Finnish, Russian, Slovak
    "primeiro nome": "given", "sobrenome": "family", "mostrar nome": "full_name", "e-mail primário": "emails",
    "e-mail secundário": "emails", "organização": "organisation",
    "imię": "given", "nazwisko": "family", "wyświetlana nazwa": "full_name", "przydomek": "nickname",
    "etunimi": "given", "sukunimi": "family", "näytettävä nimi": "full_name", "lempinimi": "nickname",
    "ensisijainen sähköposti": "emails", "toissijainen sähköposti": "emails", "matkapuhelinnumero": "phones",
    "järjestö": "organisation",
    "имя": "given", "фамилия": "family", "отображаемое имя": "full_name", "псевдоним": "nickname",
    "адрес электронной почты": "emails", "альтернативный адрес электронной почты": "emails",
    "номер сотового телефона": "phones", "рабочий телефон": "phones", "организация": "organisation",
    "krstné meno": "given", "priezvisko": "family", "zobrazované meno": "full_name", "prezývka": "nickname",
    "e-mailová adresa": "emails", "ďalšia e-mailová adresa": "emails", "organizácia": "organisation",
}  # fmt: skip

LAYOUT = Layout(
    kind="thunderbird_csv",
    fields=_OTHERS | _ENGLISH,
    signature=tuple(
        map(
            frozenset,
            (
                ("display name", "primary email", "secondary email"),
                ("anzeigename", "primäre e-mail-adresse"),
                ("nom à afficher", "adresse électronique principale"),
                ("nombre en pantalla", "dirección de correo electrónico principal"),
                ("nome visualizzato", "email principale"),
                ("mostrar nome", "e-mail primário"),
                ("näytettävä nimi", "ensisijainen sähköposti"),
                ("отображаемое имя", "адрес электронной почты"),
                ("zobrazované meno", "ďalšia e-mailová adresa"),
            ),
        )
    ),
    confidence=0.95,
)


class ThunderbirdCsv(ContactCsv):
    layout = LAYOUT
