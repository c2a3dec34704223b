"""Folders and Gmail labels: what was sent, what is a draft, what the owner's provider called spam."""

from __future__ import annotations

from connectors.mail import headers
from connectors.mail.words import decode_words

SENT = {
    "sent", "sent mail", "sent items", "sent messages", "gesendet", "gesendete objekte", "gesendete elemente",
    "gesendete nachrichten", "envoyés", "messages envoyés", "éléments envoyés", "enviados",
    "elementos enviados", "mensajes enviados", "enviadas", "inviati", "posta inviata", "verzonden",
    "verzonden items", "skickat", "sendt", "lähetetyt", "wysłane", "отправленные", "送信済み", "已发送",
}  # fmt: skip
SPAM = {
    "spam", "trash", "papierkorb", "corbeille", "papelera", "lixeira", "cestino", "prullenbak", "papperskorg",
    "papirkurv", "roskakori", "kosz", "корзина", "спам", "ゴミ箱", "迷惑メール", "bin",
    "垃圾邮件", "已删除邮件",
}  # fmt: skip
DRAFT = {
    "draft", "drafts", "entwürfe", "entwurf", "brouillons", "brouillon", "borradores", "borrador",
    "rascunhos", "rascunho", "bozze", "concepten", "utkast", "luonnokset", "wersje robocze", "черновики",
    "下書き", "草稿",
}  # fmt: skip


def gmail(values: headers.Values) -> set[str] | None:
    """Lower-case labels of a Gmail Takeout message; None when it is not from Takeout."""
    if "x-gmail-labels" not in values:
        return None
    text = ",".join(decode_words(headers.text(raw)) for raw in values["x-gmail-labels"])
    return {label.strip(' "').lower() for label in text.split(",")} - {""}


def is_sent_folder(name: str) -> bool:
    """Whether a folder or mbox of this name holds what the owner sent (``.Sent``, ``Sent.mbox``)."""
    stem = name.removesuffix(".mbox").removesuffix(".gz").removesuffix(".mbox")
    return stem.rpartition(".")[2].replace("_", " ").strip().lower() in SENT
