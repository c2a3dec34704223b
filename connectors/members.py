"""The sources inside one archive."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import BinaryIO

from connectors import files, foreign, paths, registry
from connectors.archives import KEEP, Member
from connectors.base import HEAD_BYTES, Connector, File
from connectors.compressed import code_of, failure
from connectors.files import FoundSource, Part
from connectors.place import Place, refused
from connectors.shelf import Shelf
from connectors.zips import Zip


@dataclass(frozen=True, slots=True)
class _Seen:
    member: Member
    """Without its head, unless that is needed again: an archive may hold a hundred thousand messages."""
    path: str
    """Made harmless, unique or not."""
    key: bytes
    """The name as written, numbered when the archive holds it twice."""
    connector: Connector | None


def in_archive(place: Place, how: str, status: os.stat_result, shelf: Shelf) -> list[FoundSource]:
    """Members as sources: single messages by folder, every other file by itself, what is not read as unknown.

    ``how``: zip, tar, or what the tar is packed with. An archive that breaks off gives what came before, and
    itself as an unknown source with the reason; one without members is a file that is no export.
    """
    sources: list[FoundSource] = []
    folders: dict[tuple[str, str], list[_Seen]] = defaultdict(list)
    code: str | None = None
    try:
        archive = shelf.archive(place.disk, how)
        if isinstance(archive, Zip) and (known := archive.foreign()):
            return [refused(place, known, status)]
        names: dict[str, int] = defaultdict(int)
        for member in archive.members():
            seen = _look(member, names)
            if seen is None:
                continue
            if seen.connector is None:
                reason = seen.member.problem or "not_an_export"
                sources.append(refused(place, reason, status, f"/{seen.path}", b"/" + seen.key))
            elif registry.reads_messages(seen.connector):
                folders[_mail_folder(seen.path)].append(seen)
            else:
                sources.append(_source(place, how, status, shelf, seen))
    except Exception as error:  # whatever an unpacker says of hostile bytes: the run goes on
        code = code_of(error) or "damaged"
    sources += [_group(place, how, status, shelf, *key, seen) for key, seen in folders.items()]
    if code or not sources:
        sources.append(refused(place, code or "not_an_export", status))
    return sources


def _look(member: Member, names: dict[str, int]) -> _Seen | None:
    path = paths.member_path(member.name)
    if any(paths.is_leftover(part) for part in _outside_maildir(path).split("/")):
        return None
    names[member.name] += 1
    number = names[member.name]
    key = paths.raw(member.name) + (b"" if number == 1 else b"#%d" % number)
    package = paths.package_of(path)
    if package is not None and not package[1]:
        return None
    file = File(paths.telling_name(path), member.head, _never)
    problem = member.problem or foreign.code_of_head(member.head, file.name)
    connector = None if problem else registry.recognise(file)
    head = member.head if member.size > KEEP else b""
    return _Seen(replace(member, head=head, problem=problem), path, key, connector)


def _outside_maildir(path: str) -> str:
    """The path without the hidden folders of a Maildir++ (``.Sent/cur/…``)."""
    parts = path.split("/")
    if len(parts) > 2 and parts[-2] in ("cur", "new") and parts[-3].startswith("."):
        del parts[-3]
    return "/".join(parts)


def _mail_folder(path: str) -> tuple[str, str]:
    """(kind, folder) of the source that a message belongs to."""
    if package := paths.package_of(path):
        return "eml", package[0]
    parts = path.split("/")[:-1]
    if not parts or parts[-1] not in ("cur", "new"):
        return "eml", "/".join(parts)
    parts.pop()
    if parts and parts[-1].startswith("."):
        parts.pop()
    return "maildir", "/".join(parts)


def _source(place: Place, how: str, status: os.stat_result, shelf: Shelf, seen: _Seen) -> FoundSource:
    connector = seen.connector
    assert connector is not None
    part = Part(seen.path, _looker(place, how, shelf, seen, paths.folder_of(seen.path)))
    return _found(
        place, status, b"/" + seen.key, f"/{seen.path}", connector, (part,), seen.member.size, False
    )


def _group(
    place: Place, how: str, status: os.stat_result, shelf: Shelf, kind: str, folder: str, seen: list[_Seen]
) -> FoundSource:
    parts = tuple(
        Part(paths.inside(one.path, folder), _looker(place, how, shelf, one, folder)) for one in seen
    )
    size = sum(one.member.size for one in seen)
    suffix = f"/{folder}" if folder else ""
    return _found(
        place, status, f"{suffix}/\x1f{kind}".encode(), suffix, registry.BY_KIND[kind], parts, size, True
    )


def _found(
    place: Place,
    status: os.stat_result,
    raw: bytes,
    suffix: str,
    connector: Connector,
    parts: tuple[Part, ...],
    size: int,
    is_folder: bool,
) -> FoundSource:
    return FoundSource(
        source_id=place.source_id(raw),
        owner_id=place.root.owner_id,
        path=place.shown + suffix,
        kind=connector.kind,
        group=connector.group,
        connector=connector,
        files=parts,
        size=size,
        mtime_ns=status.st_mtime_ns,
        stamp=files.stamp_of(status),
        container=place.shown,
        disk=place.disk,
        is_folder=is_folder,
        replaces=place.root.replaces,
    )


def _looker(place: Place, how: str, shelf: Shelf, seen: _Seen, folder: str) -> Callable[[], File]:
    name, folder = paths.telling_name(seen.path), folder.rpartition("/")[2]
    # Going back in a packed tar is slow, so the head of a member too large to be kept is kept itself.
    kept = seen.member.head or None
    position = seen.member.position
    member_file = File(
        name, kept or b"", lambda: shelf.archive(place.disk, how).open(position), folder=folder
    )

    def look() -> File:
        if kept is not None:
            return member_file
        with member_file.open() as stream:
            head = stream.read(HEAD_BYTES)
            is_whole = len(head) < HEAD_BYTES and failure(stream) is None
        file = replace(member_file, head=head)
        return files.whole_in_head(file) if is_whole else file

    return look


def _never() -> BinaryIO:
    raise AssertionError("connectors recognise a file by its head")
