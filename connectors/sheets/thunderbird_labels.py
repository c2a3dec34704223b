"""Column labels that Thunderbird's address book writes, by the program's language. `#` stands for a number."""

from __future__ import annotations

BY_LANGUAGE: dict[str, dict[str, str]] = {
    "en": {
        "given": "first name", "family": "last name", "full_name": "display name", "nickname": "nickname",
        "emails": "primary email|secondary email", "phones": "work phone|home phone|mobile number",
        "city": "work city|home city", "region": "work state|home state|work county|home county",
        "country": "work country|home country", "title": "job title", "organisation": "organization|organisation",
        "urls": "web page #",
    },
    "de": {
        "given": "vorname", "family": "nachname", "full_name": "anzeigename", "nickname": "spitzname",
        "emails": "primäre e-mail-adresse|sekundäre e-mail-adresse",
        "phones": "tel. dienstlich|tel. privat|mobil-tel.-nr.", "city": "privat: ort|dienstlich: ort",
        "region": "privat: bundesland|dienstlich: bundesland", "country": "privat: land|dienstlich: land",
        "title": "arbeitstitel", "organisation": "arbeitgeber|organisation", "urls": "webseite #",
    },
    "fr": {
        "given": "prénom", "family": "nom de famille|nom", "full_name": "nom à afficher", "nickname": "surnom",
        "emails": "adresse électronique principale|adresse électronique secondaire",
        "phones": "tél. professionnel|tél. personnel|portable", "city": "ville", "country": "région|pays",
        "organisation": "société", "urls": "site web #",
    },
    "es": {
        "given": "nombre", "family": "apellidos", "full_name": "nombre en pantalla", "nickname": "apodo",
        "emails": "dirección de correo electrónico principal|dirección de correo electrónico secundaria",
        "phones": "teléfono (trabajo)|teléfono (casa)|teléfono móvil|móvil",
        "country": "país de residencia|país (trabajo)", "organisation": "organización", "urls": "página web #",
    },
    "it": {
        "given": "nome", "family": "cognome", "full_name": "nome visualizzato", "nickname": "soprannome",
        "emails": "email principale|email secondaria", "phones": "telefono lavoro|telefono casa|numero cellulare",
        "country": "nazione di residenza|nazione di lavoro", "title": "qualifica", "organisation": "organizzazione",
        "urls": "pagina web #",
    },
    "pt": {
        "given": "primeiro nome", "family": "último nome|sobrenome", "full_name": "mostrar nome",
        "nickname": "apelido", "emails": "e-mail primário|e-mail secundário",
        "phones": "fone de trabalho|fone de casa|celular", "city": "cidade de casa|cidade de trabalho",
        "country": "país de casa|país de trabalho", "organisation": "organização", "urls": "página web #",
    },
    "pl": {
        "given": "imię", "family": "nazwisko", "full_name": "wyświetlana nazwa", "nickname": "przydomek",
        "emails": "główny adres e-mail|dodatkowy adres e-mail",
    },
    "fi": {
        "given": "etunimi", "family": "sukunimi", "full_name": "näytettävä nimi|näyttönimi", "nickname": "lempinimi",
        "emails": "ensisijainen sähköposti|toissijainen sähköposti",
        "phones": "matkapuhelinnumero|työpuhelin|kotipuhelin", "city": "kotikaupunki|työpaikan kaupunki",
        "region": "kodin lääni|työpaikan lääni", "country": "kotimaa|työpaikan maa", "title": "ammattinimi",
        "organisation": "järjestö", "urls": "verkkosivu #",
    },
    "ru": {
        "given": "имя", "family": "фамилия", "full_name": "отображаемое имя", "nickname": "псевдоним",
        "emails": "адрес электронной почты|альтернативный адрес электронной почты",
        "phones": "номер сотового телефона|рабочий телефон|домашний телефон", "city": "город|город (раб.)",
        "region": "штат|штат (раб.)", "country": "страна|страна (раб.)", "organisation": "организация",
        "urls": "веб-страница|веб-страница #",
    },
    "sk": {
        "given": "krstné meno", "family": "priezvisko", "full_name": "zobrazované meno", "nickname": "prezývka",
        "emails": "e-mailová adresa|ďalšia e-mailová adresa", "phones": "mobil|telefón do zamestnania|telefón domov",
        "country": "štát domov|štát zamestnania", "organisation": "organizácia", "urls": "webová stránka #",
    },
    "zh-TW": {
        "given": "名", "family": "姓", "full_name": "顯示名稱", "nickname": "暱稱", "emails": "主要 email|次要 email",
        "phones": "手機號碼|商務電話|住家電話", "city": "居住市鎮|商務市鎮", "region": "居住縣市|商務縣市",
        "country": "居住國家|商務國家", "organisation": "organization", "urls": "網頁 #",
    },
}  # fmt: skip
