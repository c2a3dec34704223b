"""Files that hold mail or contacts in a form that is not read: told by their content, so that the problem
says what they are and how to get an export out of them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

HINTS = {
    "outlook_pst": "Outlook's own mail store: in Outlook, File > Open & Export > Import/Export > Export to a file > "
    "Comma Separated Values for contacts; for mail open the store in Thunderbird or run readpst -o FOLDER FILE, "
    "and add what that writes",
    "outlook_msg": "one message as Outlook saves it: drag the messages to a folder of Thunderbird, or save them as .eml",
    "outlook_olm": "an archive of Outlook for Mac: drag the mail folders to the desktop (.mbox), export the contacts "
    "as CSV",
    "outlook_dbx": "a folder of Outlook Express: import it into Thunderbird, then add Thunderbird's mail folder",
    "notes_nsf": "a database of HCL Notes: save the mails as .eml, export the contacts as vCard or CSV",
    "spreadsheet": "a spreadsheet: save the sheet as CSV (UTF-8)",
    "archive_split": "a piece of a zip that was split: join the pieces (zip -s 0 IN.zip --out OUT.zip)",
}
"""Problem code -> what the file is, and the way out."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MEDIA = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF", b"%PDF-", b"ID3", b"\x7fELF", b"MZ\x90")
"""How pictures, sounds, videos, PDFs and programs start: a Takeout may hold a hundred thousand, and to ask every
connector about each takes half a millisecond."""
_MSG_ENTRIES = tuple(
    name.encode("utf-16-le") for name in ("__substg1.0_", "__properties_version1.0", "__nameid_version1.0")
)
_DOCUMENTS = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "_rels/.rels", "Index/Document.iwa")
"""Members that come first in a zip that is a document or a program, so no archive of exports."""
_OLM = "com.microsoft.__"
_OPEN_SHEET = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


def code_of_head(head: bytes, name: str) -> str | None:
    """The problem code of a file that is known and not read; None for any other file."""
    if not head or head.startswith(_MEDIA) or head[4:8] == b"ftyp":
        return "not_an_export"
    if head.startswith(b"!BDN"):  # [MS-PST] 2.2.2.6
        return "outlook_pst"
    if head.startswith(b"\xcf\xad\x12\xfe"):
        return "outlook_dbx"
    if head.startswith((b"\x1a\x00\x00\x03", b"\x1a\x00\x00\x04")):
        return "notes_nsf"
    if head.startswith(b"PK\x07\x08"):
        return "archive_split"
    if not head.startswith(_OLE):  # [MS-CFB] 2.2
        return None
    if name.lower().endswith(".msg") or any(entry in head for entry in _MSG_ENTRIES):
        return "outlook_msg"
    is_sheet = name.lower().endswith(".xls") or "Workbook".encode("utf-16-le") in head
    return "spreadsheet" if is_sheet else None


def code_of_zip(names: Sequence[str], head: bytes) -> str | None:
    """The problem code of a zip that is a document, a program or a store, by its first members and bytes; None
    for an archive."""
    if any(_OLM in name for name in names):
        return "outlook_olm"
    if not any(name in _DOCUMENTS for name in names[:3]):
        return None
    return "spreadsheet" if any(map(_is_sheet, names)) or _OPEN_SHEET in head[30:120] else "not_an_export"


def _is_sheet(name: str) -> bool:
    return name.startswith(("xl/", "Index/Tables/"))


def code_of_zip_head(head: bytes) -> str | None:
    """The same for a zip of which only the first bytes are known: a member of another archive."""
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        return None
    if _OLM.encode() in head:  # names stand uncompressed before the bytes of their members
        return "outlook_olm"
    length = struct.unpack_from("<H", head, 26)[0]
    if head[30 : 30 + length].decode("utf-8", "replace") not in _DOCUMENTS:
        return None
    return "spreadsheet" if b"xl/" in head or _OPEN_SHEET in head[30:120] else "not_an_export"
