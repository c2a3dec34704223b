"""Column labels that many programs and people use. `#` stands for a number."""

from __future__ import annotations

LABELS: dict[str, str] = {
    "uid": "record id|contact id|uid",
    "full_name": "name|full name|fullname|display name|displayname|contact name|contact|nom complet|nombre completo",
    "given": "first name|firstname|given name|givenname|given|forename|vorname|prénom|nombre|nome|voornaam|imię",
    "middle": "middle name|middlename|middle|additional name",
    "family": "last name|lastname|surname|family name|familyname|family|nachname|nom|nom de famille|apellidos|apellido"
              "|cognome|achternaam|nazwisko",
    "prefix": "prefix|name prefix|salutation|anrede",
    "suffix": "suffix|name suffix",
    "nickname": "nickname|spitzname",
    "emails": "email|e-mail|mail|email #|e-mail #|email address|e-mail address|email address #|e-mail address #"
              "|emails|email addresses|primary email|secondary email|email home|email work|email other|work email"
              "|personal email|home email|other email|business email|e-mail-adresse|correo|correo electrónico|courriel"
              "|indirizzo e-mail|e-mailadres",
    "phones": "phone|phone video|phone number|phone #|telephone|telephone number|mobile|mobile phone|mobile phone number|mobile number"
              "|cell|cell phone|tel|work mobile|home phone|home phone #|business phone|business phone #|work phone|home mobile"
              "|primary phone|other phone|phonenumbers|telefon|mobiltelefon|handy|téléphone|teléfono|telefono|móvil",
    "organisation": "company|company name|companies|work company|organization|organisation|organization name|employer|account name"
                    "|associated company|primary associated company|firma|unternehmen|société|entreprise|empresa"
                    "|azienda|società|bedrijf",
    "title": "job title|jobtitle|title|work title|position|role|beruf|poste|cargo|functie",
    "city": "city|town|home city|work city|business city|other city|mailing city|ort|stadt|ville|ciudad|città|plaats",
    "region": "state|state/region|region|home state|work state|province|mailing state",
    "country": "country|country/region|home country|work country|mailing country|land|pays|país|paese",
    "urls": "linkedin|linkedin url|linkedin profile|linkedin bio|profile|profile url|profiles|url|website|website url"
            "|web site|sites|website blog|website home page|website other|website profile|website work|web page|web page #",
    "labels": "tags|labels|groups|group|group membership|categories|category",
    "relation:spouse": "spouse", "relation:manager": "manager's name", "relation:assistant": "assistant's name",
}  # fmt: skip
