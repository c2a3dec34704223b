"""Folders and Gmail labels: what was sent, what is a draft, what the owner's provider called spam."""

from __future__ import annotations

import binascii
import re
import unicodedata

from connectors.mail import headers
from connectors.mail.words import decode_words

SENT = {
    "sent", "sent mail", "sent items", "sent messages", "gesendet", "gesendete objekte", "gesendete elemente",
    "gesendete nachrichten", "gesendete e-mails", "envoyés", "messages envoyés", "éléments envoyés",
    "courrier envoyé", "enviados", "elementos enviados", "mensajes enviados", "correo enviado", "enviadas",
    "e-mails enviados", "itens enviados", "mensagens enviadas", "inviati", "inviata", "posta inviata",
    "elementi inviati", "enviats", "verzonden", "verzonden items", "verzonden berichten", "skickat",
    "skickade objekt", "sendt", "sendte elementer", "sendt post", "lähetetyt", "lähetetyt viestit", "wysłane",
    "elementy wysłane", "odeslané", "odeslaná pošta", "odoslané", "elküldött", "elküldött elemek", "trimise",
    "poslano", "gönderilmiş postalar", "gönderilenler", "gönderilmiş öğeler", "απεσταλμένα", "отправленные",
    "надіслані", "изпратени", "送信済み", "送信済みメール", "送信済みアイテム", "보낸편지함", "보낸 편지함", "已发送", "已发邮件", "已傳送",
    "寄件備份", "寄件備份夾",
}  # fmt: skip
SPAM = {
    "spam", "trash", "bin", "junk", "junk e-mail", "deleted items", "deleted messages", "papierkorb",
    "gelöschte elemente", "gelöschte objekte", "corbeille", "papelera", "eliminados", "lixeira", "lixo", "cestino",
    "paperera", "prullenbak", "papperskorg", "skräppost", "papirkurv", "papirkurven", "søppelpost", "roskakori",
    "roskaposti", "kosz", "koš", "kôš", "levélszemét", "coș de gunoi", "smeće", "çöp kutusu",
    "κάδος απορριμμάτων", "ανεπιθύμητα", "корзина", "спам", "кошик", "кошче", "ゴミ箱", "迷惑メール", "휴지통", "스팸함",
    "垃圾邮件", "已删除邮件", "垃圾桶", "垃圾郵件",
}  # fmt: skip
DRAFT = {
    "draft", "drafts", "entwürfe", "entwurf", "brouillons", "brouillon", "borradores", "borrador",
    "rascunhos", "rascunho", "bozze", "esborranys", "concepten", "utkast", "kladder", "kladde", "luonnokset",
    "wersje robocze", "koncepty", "piszkozatok", "ciorne", "skice", "taslaklar", "πρόχειρα", "черновики", "чернетки",
    "чернови", "下書き", "임시보관함", "草稿",
}  # fmt: skip
_UTF7 = re.compile(r"&([A-Za-z0-9+,]*)-")


def gmail(values: headers.Values) -> set[str] | None:
    """Lower-case labels of a Gmail Takeout message; None when it is not from Takeout."""
    if "x-gmail-labels" not in values:
        return None
    text = _composed(",".join(decode_words(headers.text(raw)) for raw in values["x-gmail-labels"]))
    return {label.strip(' "').lower() for label in text.split(",")} - {""}


def is_sent_folder(name: str) -> bool:
    """Whether a folder or mbox of this name holds what the owner sent (``.Sent``, ``Sent.mbox``)."""
    stem = _decoded(name).removesuffix(".mbox").removesuffix(".gz").removesuffix(".mbox")
    return _composed(stem).rpartition(".")[2].replace("_", " ").strip().lower() in SENT


def _composed(text: str) -> str:
    """é as one character: macOS writes file names with two."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _decoded(name: str) -> str:
    """A folder name of an IMAP server (modified UTF-7, RFC 3501 5.1.3): ``Envoy&AOk-s``."""

    def text(match: re.Match[str]) -> str:
        if not match[1]:
            return "&"
        data = match[1].replace(",", "/")
        try:
            return binascii.a2b_base64(data + "=" * (-len(data) % 4)).decode("utf-16-be")
        except ValueError:
            return match[0]

    return _UTF7.sub(text, name) if "&" in name else name
