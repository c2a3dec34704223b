"""Column labels that Outlook writes, by the program's language. `#` stands for a number."""

from __future__ import annotations

ENGLISH: dict[str, str] = {
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
"""Label -> CONTACT field: in English it is Outlook that says Title where others say Prefix."""

BY_LANGUAGE: dict[str, dict[str, str]] = {
    "de": {
        "prefix": "anrede", "given": "vorname", "middle": "weitere vornamen", "family": "nachname",
        "organisation": "firma", "title": "position", "emails": "e-mail-adresse|e-mail #: adresse",
        "phones": "autotelefon|mobiltelefon|mobiltelefon #|haupttelefon|telefon geschäftlich|telefon geschäftlich #"
                  "|telefon privat|telefon privat #|telefon (privat)|telefon (privat #)|weiteres telefon",
        "city": "ort geschäftlich|ort privat|weiterer ort",
        "region": "weitere region|weiteres/r bundesland/kanton|region geschäftlich|region privat|bundesland/kanton privat", "country": "land geschäftlich|land privat|weiteres land|weiteres/e land/region|land/region geschäftlich|land/region privat",
        "labels": "kategorien", "urls": "webseite", "relation:spouse": "partner",
        "relation:manager": "name des/r vorgesetzten", "relation:assistant": "assistent(in)|name assistent",
    },
    "fr": {
        "prefix": "titre", "given": "prénom", "middle": "deuxième prénom", "family": "nom", "suffix": "suffixe",
        "organisation": "société", "title": "profession|fonction",
        "emails": "adresse de messagerie|adresse de messagerie #|adresse e-mail|adresse e-mail #",
        "phones": "téléphone (voiture)|téléphone (bureau)|téléphone # (bureau)|téléphone (domicile)|téléphone # (domicile)|tél. mobile"
                  "|téléphone mobile|téléphone (autre)|téléphone principal",
        "city": "ville (bureau)|ville (domicile)|ville (autre)",
        "country": "pays/région (autre)|pays/région (bureau)|pays/région (domicile)", "labels": "catégories", "urls": "page web",
        "relation:spouse": "conjoint(e)",
        "region": "dép/région (bureau)|dép/région (domicile)|dép/région (autre)",
        "relation:assistant": "nom de l'assistant(e)",
    },
    "es": {
        "prefix": "título", "given": "nombre", "middle": "segundo nombre", "family": "apellidos|apellido",
        "suffix": "sufijo", "organisation": "organización|compañía|empresa", "title": "cargo|puesto",
        "emails": "dirección de correo electrónico|dirección del correo electrónico|dirección de correo electrónico #"
                  "|dirección del correo electrónico #|correo electrónico # dirección",
        "phones": "móvil|teléfono móvil|teléfono del trabajo|teléfono del trabajo #|teléfono particular"
                  "|teléfono particular #|particular|particular #|otro teléfono|teléfono principal",
        "city": "ciudad de trabajo|ciudad del trabajo|ciudad de residencia|otra ciudad",
        "country": "otro país o región|país o región del domicilio|país o región de trabajo|país o región del trabajo|país o región del domicilio",
        "labels": "categorías", "urls": "página web", "relation:spouse": "cónyuge",
        "region": "provincia o estado de trabajo|provincia o estado del trabajo|provincia o estado de residencia|otra provincia o estado",
        "relation:manager": "nombre del director",
    },
    "it": {
        "prefix": "titolo", "given": "nome", "middle": "secondo nome", "family": "cognome", "suffix": "suffisso",
        "organisation": "società di lavoro|società", "title": "titolo di lavoro|posizione|qualifica",
        "emails": "indirizzo posta elettronica|indirizzo posta elettronica #|indirizzo di posta elettronica"
                  "|indirizzo di posta elettronica #|indirizzo e-mail|indirizzo e-mail #",
        "phones": "cellulare di casa|cellulare di lavoro|telefono dell'auto|phone altro|altro telefono|cellulare|telefono mobile|ufficio|ufficio #|abitazione|abitazione #|telefono di lavoro"
                  "|telefono di lavoro #|telefono di casa|telefono di casa #|telefono principale",
        "city": "città altro|città (uff.)|città (ab.)|città di lavoro|città di residenza",
        "country": "nazione/regione altro|paese (uff.)|paese (ab.)|nazione/regione di lavoro|nazione/regione di casa",
        "labels": "categorie", "urls": "pagina web", "relation:spouse": "coniuge|nome coniuge",
        "region": "provincia di lavoro|provincia di residenza|stato altro",
        "relation:manager": "nome del responsabile",
        "relation:assistant": "nome dell'assistente",
    },
    "pt": {
        "prefix": "título", "given": "primeiro nome|nome", "middle": "segundo nome|nome do meio",
        "family": "sobrenome|último nome", "suffix": "sufixo", "organisation": "empresa", "title": "cargo",
        "emails": "endereço de email|endereço de email #|endereço de e-mail|endereço de e-mail #"
                  "|endereço de correio eletrónico|endereço de correio eletrónico #",
        "phones": "fone do carro|fone primario|celular pessoal|celular de trabalho|telemóvel|celular|telefone celular|telefone comercial|telefone comercial #|telefone residencial"
                  "|telefone residencial #|fone comercial|fone comercial #|fone de casa|fone de casa #|outro fone",
        "city": "outra cidade|cidade de trabalho|cidade comercial|cidade residencial|cidade de casa",
        "country": "outro país/região|país/região comercial|região/país comercial|região/país de casa", "labels": "categorias",
        "urls": "página da web|página web", "relation:spouse": "cônjuge",
        "region": "estado comercial|estado de casa|outro estado|estado",
        "relation:manager": "nome do gerente",
        "relation:assistant": "nome do assistente",
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
        "region": "województwo (biuro)|województwo (dom)",
        "relation:manager": "menadżer",
        "relation:assistant": "asystent",
        "nickname": "przydomek",
    },
    "sk": {
        "prefix": "titul", "given": "krstné meno", "middle": "ďalšie meno", "family": "priezvisko",
        "suffix": "prípona", "organisation": "spoločnosť", "title": "funkcia",
        "emails": "e-mailová adresa|e-mailová adresa #",
        "phones": "autotelefón|mobilný telefón|telefón do práce|telefón do práce #|telefón domov|telefón domov #|iný telefón"
                  "|primárny telefón",
        "city": "iné mesto|mesto (práca)|mesto (domov)", "country": "krajina/oblasť (iné)|krajina/oblasť (práca)|krajina/oblasť (domov)",
        "labels": "kategórie", "urls": "webová stránka", "relation:spouse": "manžel(ka)",
        "region": "okres (práca)|okres (domov)",
        "relation:manager": "meno manažéra",
        "relation:assistant": "meno asistenta",
    },
    "zh-TW": {
        "prefix": "頭銜", "given": "名字|名", "middle": "中間名", "family": "姓氏|姓", "organisation": "公司",
        "title": "職稱", "emails": "電子郵件地址|電子郵件 # 地址",
        "phones": "汽車電話|行動電話|商務電話|商務電話 #|住家電話|住家電話 #|其他電話|代表電話",
        "city": "其他 - 市/鎮|商務 - 市/鎮|住家 - 市/鎮", "country": "其他 - 國家/地區|商務 - 國家/地區|住家 - 國家/地區", "labels": "類別",
        "urls": "網頁", "relation:spouse": "配偶",
        "region": "商務 - 縣市|住家 - 縣/市|其他 - 縣/市",
        "relation:manager": "主管名稱",
        "relation:assistant": "助理",
        "suffix": "稱謂",
    },
}  # fmt: skip
