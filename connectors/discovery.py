"""Walks the roots and says what each file is. See files.discover."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from connectors import files, foreign, mail_folders, paths, registry
from connectors.base import File
from connectors.compressed import Limits, code_of, packing
from connectors.files import UNKNOWN, FoundSource, Part, Root
from connectors.ledger import Entry, Ledger
from connectors.members import in_archive
from connectors.place import Place, place_of, refused
from connectors.sheets.mapped import Columns, MappedCsv
from connectors.shelf import Shelf


class Discovery:
    """One walk over all roots."""

    def __init__(self, roots: list[Root], ledger: Ledger | None, limits: Limits) -> None:
        self._roots, self._ledger, self._limits = roots, ledger, limits
        self._shelf = Shelf(limits)
        self._own = {os.path.realpath(root.path) for root in roots}
        self._homes = {os.path.realpath(root.home) for root in roots if root.home}
        self._found: dict[str, FoundSource] = {}

    def run(self) -> list[FoundSource]:
        for root in self._roots:
            self._root(root)
        self._shelf.close()
        for root in self._roots:
            old = self._found.get(root.replaces) if root.replaces else None
            if old is not None and old.replaces != root.replaces:  # a source does not replace itself
                del self._found[old.source_id]
        return sorted(self._found.values(), key=lambda one: (one.owner_id or "", one.path, one.source_id))

    def _root(self, root: Root) -> None:
        if not os.path.exists(root.path):
            return
        place = place_of(root)
        if place.disk.is_dir():
            self._walk(place)
        elif root.kind:
            self._fixed(place, root.kind)
        elif root.columns:
            self._mapped(place, root.columns)
        else:
            self._files(place, [place], grouped=False)

    def _add(self, source: FoundSource) -> None:
        self._found.setdefault(source.source_id, source)

    # folders

    def _walk(self, top: Place) -> None:
        pending = [top]
        while pending:
            folder = pending.pop()
            try:
                with os.scandir(folder.disk) as entries:
                    listed = sorted(entries, key=lambda entry: entry.name)
                pending += reversed(self._folder(top, folder, listed))
            except OSError as error:
                self._refuse(folder, code_of(error) or "file_unreadable")

    def _folder(self, top: Place, folder: Place, listed: list[os.DirEntry[str]]) -> list[Place]:
        """Take a folder's files; returns the folders to go on with."""
        folders = [entry for entry in listed if entry.is_dir(follow_symlinks=False)]
        names = {entry.name for entry in folders}
        is_package = paths.is_package(folder.disk.name)
        inner = self._package(folder) if is_package else None
        if inner is not None:
            return inner
        is_maildir = mail_folders.is_maildir(names) and self._maildir(folder, names)
        singles: list[Place] = []
        for entry in listed:
            if mail_folders.is_litter(entry.name, is_maildir, is_package) or entry.name in names:
                continue
            if entry.is_symlink():
                self._link(top, folder, entry)
            elif entry.is_file(follow_symlinks=False):
                singles.append(folder.below(entry.name))
            else:
                self._refuse(folder.below(entry.name), "not_a_regular_file")
        self._files(
            folder, [one for one in singles if os.fspath(one.disk) not in self._own], grouped=not is_maildir
        )
        mail = mail_folders.MAIL if is_maildir else set()
        below = [
            folder.below(entry.name)
            for entry in folders
            if entry.name not in mail and not paths.is_leftover(entry.name)
        ]
        return [one for one in below if os.fspath(one.disk) not in self._own | self._homes]

    def _link(self, top: Place, folder: Place, entry: os.DirEntry[str]) -> None:
        """Links are not followed: inside the root their target is found by itself, outside it is not ours."""
        target = os.path.realpath(entry.path)
        if os.path.commonpath([target, top.disk]) != os.fspath(top.disk):
            self._refuse(folder.below(entry.name), "link_leaves_root")

    def _maildir(self, folder: Place, names: set[str]) -> bool:
        """Take a Maildir with its Maildir++ folders as one source. False when there is no mail in it."""
        source = self._group(folder, "maildir", mail_folders.maildir(folder.disk, names))
        if (
            not source.is_known
            and source.files
            and not any(self._is_message(part) for part in source.files[:5])
        ):
            return False
        self._add(source)
        return True

    def _package(self, folder: Place) -> list[Place] | None:
        """Take a mailbox of Apple Mail as one source; returns those inside it. None when it holds no messages of
        its own, as an exported one (``X.mbox/mbox``)."""
        messages, inner = mail_folders.apple(folder.disk)
        if not messages:
            return None
        self._add(self._group(folder, "eml", messages))
        return [folder.below(path) for path in inner]

    def _is_message(self, part: Part) -> bool:
        try:
            return registry.reads_messages(registry.recognise(part.look()))
        except Exception:
            return False

    # files

    def _files(self, folder: Place, singles: list[Place], grouped: bool) -> None:
        """Say what the files of a folder are; its single messages become one source if ``grouped``."""
        rest = [
            (one, status) for one in singles if (status := _status(one)) and not self._is_held(one, status)
        ]
        listing = [(one.disk.name, status) for one, status in rest]
        held = self._held(folder, files.digest(_listing(listing))) if grouped and rest else None
        if held:
            self._known(held, folder)
            return
        messages: list[tuple[str, os.stat_result]] = []
        for one, status in rest:
            if self._file(one, status, grouped):
                messages.append((one.disk.name, status))
        if messages:
            self._add(self._group(folder, "eml", messages))

    def _file(self, place: Place, status: os.stat_result, grouped: bool) -> bool:
        """Add the source or sources that a file is; True, and nothing added, when it is one message of a
        folder."""
        try:
            how, head = files.head_of(place.disk)
            inner = packing(head)
            if how == "zip" or inner == "tar":
                for source in in_archive(place, str(how), status, self._shelf):
                    self._add(source)
                return False
            if inner is not None:
                self._refuse(place, "archive_nested", status)
                return False
            file = files.disk_file(place.disk, how, head, self._limits)
        except Exception as error:  # hostile bytes: whatever the unpackers say, the walk goes on
            self._refuse(place, code_of(error) or "damaged", status)
            return False
        known = foreign.code_of_head(head, file.name)
        connector = None if known else registry.recognise(file)
        if connector is not None and grouped and registry.reads_messages(connector):
            return True
        if connector is None:
            self._refuse(place, known or "not_an_export", status)
        else:
            self._add(_single(place, status, connector.kind, file))
        return False

    def _fixed(self, place: Place, kind: str) -> None:
        """A file that is known by its place."""
        status = _status(place)
        if status is None or self._is_held(place, status):
            return
        try:
            how, head = files.head_of(place.disk)
            self._add(_single(place, status, kind, files.disk_file(place.disk, how, head, self._limits)))
        except Exception as error:
            self._refuse(place, code_of(error) or "damaged", status)

    def _mapped(self, place: Place, columns: Columns) -> None:
        """A CSV whose columns the owner named."""
        status = _status(place)
        if status is None:
            return
        try:
            how, head = files.head_of(place.disk)
            file = files.disk_file(place.disk, how, head, self._limits)
        except Exception as error:
            self._refuse(place, code_of(error) or "damaged", status)
            return
        # without a place on disk no other process is asked to read it, which would not know the columns
        self._add(replace(_single(place, status, "csv", file), connector=MappedCsv(columns), disk=None))

    def _group(self, folder: Place, kind: str, listed: list[tuple[str, os.stat_result]]) -> FoundSource:
        """Single messages of a folder as one source."""
        stamp = files.digest(_listing(listed))
        held = self._held(folder, stamp)
        if held:
            return _from_entry(held[0], folder)
        return FoundSource(
            source_id=folder.source_id(),
            owner_id=folder.root.owner_id,
            path=folder.shown,
            kind=kind,
            group="mail",
            connector=registry.BY_KIND[kind],
            files=tuple(
                Part(paths.printable(path), _looker(folder, path, self._limits), status.st_ctime_ns)
                for path, status in listed
            ),
            size=sum(status.st_size for _, status in listed),
            mtime_ns=max((status.st_ctime_ns for _, status in listed), default=0),
            stamp=stamp,
            container=folder.shown,
            is_folder=True,
            replaces=folder.root.replaces,
        )

    def _refuse(self, place: Place, code: str, status: os.stat_result | None = None) -> None:
        self._add(refused(place, code, status))

    # what the ledger knows

    def _held(self, place: Place, stamp: str) -> list[Entry]:
        if self._ledger is None:
            return []
        held = self._ledger.held(place.root.owner_id, place.shown, stamp, registry.RECOGNISER)
        return held if all(map(_is_current, held)) else []

    def _is_held(self, place: Place, status: os.stat_result) -> bool:
        held = self._held(place, files.stamp_of(status))
        self._known(held, place)
        return bool(held)

    def _known(self, held: list[Entry], place: Place) -> None:
        for entry in held:
            self._add(_from_entry(entry, place))


def _is_current(entry: Entry) -> bool:
    """Whether it was read as it would be now: its columns may have been named then, and are no more."""
    connector = registry.BY_KIND.get(entry.kind)
    return connector is None or connector.version == entry.version


def _single(place: Place, status: os.stat_result, kind: str, file: File) -> FoundSource:
    connector = registry.BY_KIND[kind]
    return FoundSource(
        source_id=place.source_id(),
        owner_id=place.root.owner_id,
        path=place.shown,
        kind=kind,
        group=connector.group,
        connector=connector,
        files=(Part(file.name, lambda: file),),
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        stamp=files.stamp_of(status),
        container=place.shown,
        disk=place.disk,
        replaces=place.root.replaces,
    )


def _from_entry(entry: Entry, place: Place) -> FoundSource:
    connector = registry.BY_KIND.get(entry.kind)
    return FoundSource(
        source_id=entry.source_id,
        owner_id=entry.owner_id,
        path=entry.path,
        kind=entry.kind,
        group=connector.group if connector else UNKNOWN,
        connector=connector,
        size=entry.size,
        mtime_ns=entry.mtime_ns,
        stamp=entry.stamp,
        container=entry.container,
        is_known=True,
        replaces=place.root.replaces,
    )


def _listing(listed: list[tuple[str, os.stat_result]]) -> list[tuple[str, str]]:
    return [(path, files.stamp_of(status)) for path, status in listed]


def _looker(folder: Place, path: str, limits: Limits) -> Callable[[], File]:
    name = paths.printable(folder.disk.name)
    return lambda: files.message_file(folder.disk / path, name, limits)


def _status(place: Place) -> os.stat_result | None:
    try:
        return os.stat(place.disk, follow_symlinks=False)
    except OSError:  # gone since it was listed
        return None
