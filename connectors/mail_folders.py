"""Folders of mail programs that are one source each: a Maildir, a mailbox of Apple Mail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from connectors import paths

MAIL = frozenset({"cur", "new", "tmp"})
_MAILDIR_OWN = ("dovecot", "courier", "maildir", "subscriptions")
"""Files that mail servers keep in a Maildir beside the messages."""
_APPLE_OWN = frozenset({"table_of_contents", "info.plist"})

Listed = list[tuple[str, os.stat_result]]
"""(path inside the source, status) of each message file, sorted by path."""


def is_maildir(names: set[str]) -> bool:
    """Whether the folders in a folder make it a Maildir."""
    return "cur" in names and bool(names & {"new", "tmp"})


def maildir(folder: Path, names: set[str]) -> Listed:
    """The messages of a Maildir and its Maildir++ folders; ``names``: the folders in it."""
    found: Listed = []
    for base in ("", *sorted(name for name in names if name.startswith("."))):
        for kind in ("cur", "new"):
            inside = f"{base}/{kind}" if base else kind
            if (folder / inside).is_dir() and not (folder / inside).is_symlink():
                found += _files(folder / inside, inside)
    return found


def apple(package: Path) -> tuple[Listed, list[str]]:
    """(messages, packages inside) of a mailbox of Apple Mail: ``X.mbox/…/Messages/1.emlx`` at any depth.

    Nothing else in it is looked at: attachments belong to bodies. Paths are relative to the package.
    """
    found: Listed = []
    inner: list[str] = []
    pending = [""]
    while pending:
        base = pending.pop()
        for entry in _sorted(package / base):
            path = f"{base}/{entry.name}" if base else entry.name
            if not entry.is_dir(follow_symlinks=False) or paths.is_leftover(entry.name):
                continue
            if paths.is_package(entry.name):
                inner.append(path)
            elif entry.name == "Messages":
                found += [one for one in _files(package / path, path) if one[0].lower().endswith(".emlx")]
            elif entry.name != "Attachments":
                pending.append(path)
    return sorted(found, key=lambda one: one[0]), sorted(inner)


def is_litter(name: str, in_maildir: bool, in_package: bool) -> bool:
    """Files beside the mail that no person exported."""
    return (
        paths.is_leftover(name)
        or (in_maildir and name.startswith(_MAILDIR_OWN))
        or (in_package and name.lower() in _APPLE_OWN)
    )


def _files(folder: Path, inside: str) -> Iterator[tuple[str, os.stat_result]]:
    for entry in _sorted(folder):
        if entry.is_file(follow_symlinks=False) and not entry.name.startswith("."):
            try:
                yield f"{inside}/{entry.name}", entry.stat(follow_symlinks=False)
            except OSError:  # moved since it was listed, as mail programs do
                continue


def _sorted(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)
