"""Names that strangers chose: how they are shown, and how a path inside an archive is made harmless."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import PurePosixPath

_LEFTOVERS = re.compile(
    r"\.|~\$|#.*#$|.*(~|\.sw[a-p]|\.tmp|\.part|\.partial|\.crdownload|\.download)$", re.IGNORECASE
)
_LITTER = frozenset({"thumbs.db", "desktop.ini", "__macosx", "icon\r"})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def printable(text: str) -> str:
    """The text with control, bidirectional and undecodable characters replaced by U+FFFD."""
    return "".join(
        "\ufffd" if c in _BIDI or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text
    )


def raw(path: str | os.PathLike[str]) -> bytes:
    """A path's bytes, also when its name is no UTF-8: what ids are made of."""
    return os.fsencode(path) if not isinstance(path, str) else path.encode("utf-8", "surrogateescape")


def is_leftover(name: str) -> bool:
    """Hidden files, editors' and downloads' leftovers, what systems strew about."""
    return _LEFTOVERS.match(name) is not None or name.lower() in _LITTER


def member_path(name: str) -> str:
    """A member's path without root, drive and ``..``: never used to write, only to show and to group by."""
    parts = name.replace("\\", "/").split("/")
    if re.fullmatch(r"[A-Za-z]:", parts[0]):
        parts = parts[1:]
    kept = [printable(part) for part in parts if part not in ("", ".", "..")]
    return "/".join(kept) or "unnamed"


def telling_name(path: str) -> str:
    """The last part of a path that says what is inside: Apple Mail exports ``Sent.mbox/mbox``."""
    folder, _, name = path.rpartition("/")
    package = folder.rpartition("/")[2]
    return package if name == "mbox" and is_package(package) else name


def is_package(name: str) -> bool:
    """Whether a folder of this name is a mailbox of Apple Mail."""
    return name.lower().endswith((".mbox", ".imapmbox"))


def package_of(path: str) -> tuple[str, bool] | None:
    """(package, whether it is one of its messages) of a path inside one of Apple Mail's own mailboxes
    (``Sent.mbox/…/Messages/1.emlx``, attachments beside them); None for any other path."""
    parts = path.split("/")
    last = max((number for number, part in enumerate(parts[:-1]) if is_package(part)), default=-1)
    if last < 0 or not {"Messages", "Attachments"} & set(parts[last + 1 : -1]):
        return None
    return "/".join(parts[: last + 1]), parts[-2] == "Messages" and parts[-1].lower().endswith(".emlx")


def folder_of(path: str) -> str:
    """The folder part of a relative path; empty at the top."""
    return str(PurePosixPath(path).parent).removeprefix(".") if "/" in path else ""


def inside(path: str, folder: str) -> str:
    """A relative path as seen from a folder that holds it."""
    return path[len(folder) + 1 :] if folder else path
