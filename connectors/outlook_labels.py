"""Column labels that Outlook writes in other languages than English. `#` stands for a number."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

_BY_LANGUAGE: dict[str, dict[str, str]] = {
    "de": {
        "prefix": "anrede", "given": "vorname", "middle": "weitere vornamen", "family": "nachname",
        "organisation": "firma", "title": "position", "emails": "e-mail-adresse|e-mail #: adresse",
        "phones": "mobiltelefon|mobiltelefon #|haupttelefon|telefon geschäftlich|telefon geschäftlich #"
                  "|telefon privat|telefon privat #|telefon (privat)|telefon (privat #)|weiteres telefon",
        "city": "ort geschäftlich|ort privat|weiterer ort",
        "region": "region geschäftlich|region privat|bundesland/kanton privat", "country": "land/region geschäftlich|land/region privat",
        "labels": "kategorien", "urls": "webseite", "relation:spouse": "partner",
        "relation:manager": "name des/r vorgesetzten", "relation:assistant": "assistent(in)|name assistent",
    },
    "fr": {
        "prefix": "titre", "given": "prénom", "middle": "deuxième prénom", "family": "nom", "suffix": "suffixe",
        "organisation": "société", "title": "profession|fonction",
        "emails": "adresse de messagerie|adresse de messagerie #|adresse e-mail|adresse e-mail #",
        "phones": "téléphone (bureau)|téléphone # (bureau)|téléphone (domicile)|téléphone # (domicile)|tél. mobile"
                  "|téléphone mobile|téléphone (autre)|téléphone principal",
        "city": "ville (bureau)|ville (domicile)|ville (autre)",
        "country": "pays/région (bureau)|pays/région (domicile)", "labels": "catégories", "urls": "page web",
        "relation:spouse": "conjoint(e)",
    },
    "es": {
        "prefix": "título", "given": "nombre", "middle": "segundo nombre", "family": "apellidos|apellido",
        "suffix": "sufijo", "organisation": "organización|compañía|empresa", "title": "cargo|puesto",
        "emails": "dirección de correo electrónico|dirección del correo electrónico|dirección de correo electrónico #"
                  "|dirección del correo electrónico #|correo electrónico # dirección",
        "phones": "móvil|teléfono móvil|teléfono del trabajo|teléfono del trabajo #|teléfono particular"
                  "|teléfono particular #|particular|particular #|otro teléfono|teléfono principal",
        "city": "ciudad de trabajo|ciudad del trabajo|ciudad de residencia|otra ciudad",
        "country": "país o región de trabajo|país o región del trabajo|país o región del domicilio",
        "labels": "categorías", "urls": "página web", "relation:spouse": "cónyuge",
    },
    "it": {
        "prefix": "titolo", "given": "nome", "middle": "secondo nome", "family": "cognome", "suffix": "suffisso",
        "organisation": "società", "title": "posizione|qualifica",
        "emails": "indirizzo posta elettronica|indirizzo posta elettronica #|indirizzo di posta elettronica"
                  "|indirizzo di posta elettronica #|indirizzo e-mail|indirizzo e-mail #",
        "phones": "cellulare|telefono mobile|ufficio|ufficio #|abitazione|abitazione #|telefono di lavoro"
                  "|telefono di lavoro #|telefono di casa|telefono di casa #|telefono principale",
        "city": "città (uff.)|città (ab.)|città di lavoro|città di residenza",
        "country": "paese (uff.)|paese (ab.)|nazione/regione di lavoro|nazione/regione di casa",
        "labels": "categorie", "urls": "pagina web", "relation:spouse": "coniuge|nome coniuge",
    },
    "pt": {
        "prefix": "título", "given": "primeiro nome|nome", "middle": "segundo nome|nome do meio",
        "family": "sobrenome|último nome", "suffix": "sufixo", "organisation": "empresa", "title": "cargo",
        "emails": "endereço de email|endereço de email #|endereço de e-mail|endereço de e-mail #"
                  "|endereço de correio eletrónico|endereço de correio eletrónico #",
        "phones": "telemóvel|celular|telefone celular|telefone comercial|telefone comercial #|telefone residencial"
                  "|telefone residencial #|fone comercial|fone comercial #|fone de casa|fone de casa #|outro fone",
        "city": "cidade comercial|cidade residencial|cidade de casa",
        "country": "país/região comercial|região/país comercial|região/país de casa", "labels": "categorias",
        "urls": "página da web|página web", "relation:spouse": "cônjuge",
    },
    "nl": {
        "prefix": "titel", "given": "voornaam", "middle": "middelste naam", "family": "achternaam",
        "suffix": "achtervoegsel", "organisation": "bedrijf", "title": "functie",
        "emails": "e-mailadres|e-mailadres #|e-mail # adres",
        "phones": "mobiele telefoon|telefoon op werk|telefoon op werk #|telefoon thuis|telefoon thuis #"
                  "|andere telefoon|hoofdtelefoon",
        "city": "plaats werk|werkplaats|plaats thuis", "country": "land/regio werk|land/regio thuis",
        "labels": "categorieën", "urls": "webpagina", "relation:spouse": "partner",
    },
    "pl": {
        "prefix": "tytuł", "given": "imię", "middle": "drugie imię", "family": "nazwisko", "suffix": "sufiks",
        "organisation": "firma", "title": "stanowisko", "emails": "adres e-mail|adres e-mail #",
        "phones": "telefon komórkowy|telefon służbowy|telefon służbowy #|telefon domowy|telefon domowy #"
                  "|telefon główny|inny telefon",
        "city": "miasto (biuro)|miasto (dom)", "country": "kraj/region (biuro)|kraj/region (dom)",
        "labels": "kategorie", "urls": "strona sieci web|osobista strona sieci web",
        "relation:spouse": "małżonek|współmałżonek",
    },
    "sk": {
        "prefix": "titul", "given": "krstné meno", "middle": "ďalšie meno", "family": "priezvisko",
        "suffix": "prípona", "organisation": "spoločnosť", "title": "funkcia",
        "emails": "e-mailová adresa|e-mailová adresa #",
        "phones": "mobilný telefón|telefón do práce|telefón do práce #|telefón domov|telefón domov #|iný telefón"
                  "|primárny telefón",
        "city": "mesto (práca)|mesto (domov)", "country": "krajina/oblasť (práca)|krajina/oblasť (domov)",
        "labels": "kategórie", "urls": "webová stránka", "relation:spouse": "manžel(ka)",
    },
    "zh-TW": {
        "prefix": "頭銜", "given": "名字|名", "middle": "中間名", "family": "姓氏|姓", "organisation": "公司",
        "title": "職稱", "emails": "電子郵件地址|電子郵件 # 地址",
        "phones": "行動電話|商務電話|商務電話 #|住家電話|住家電話 #|其他電話|代表電話",
        "city": "商務 - 市/鎮|住家 - 市/鎮", "country": "商務 - 國家/地區|住家 - 國家/地區", "labels": "類別",
        "urls": "網頁", "relation:spouse": "配偶",
    },
}  # fmt: skip


def fields() -> dict[str, str]:
    """Label -> CONTACT field, all languages together: where two differ, the signature still tells the language."""
    return {
        one: field
        for table in _BY_LANGUAGE.values()
        for field, labels in table.items()
        for one in labels.split("|")
    }


def signatures() -> Iterable[frozenset[str]]:
    """Labels that together only Outlook in some language writes: given name, family name, mail address, employer."""
    for table in _BY_LANGUAGE.values():
        yield from map(
            frozenset,
            product(*(table[name].split("|") for name in ("given", "family", "emails", "organisation"))),
        )
