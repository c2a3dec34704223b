"""Forgetting sources: which ones are meant, whether their files would come back, and taking them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from connectors.files import discover
from connectors.ledger import Entry, Ledger
from connectors.place import place_of
from pipelines.home import Home
from pipelines.settings import Registered
from pipelines.stages import lock


@dataclass
class Plan:
    """What is to be forgotten."""

    entries: list[Entry] = field(default_factory=list)
    registered: list[Registered] = field(default_factory=list)
    ambiguous: bool = False
    """A path's end fits sources of several files."""
    n_present: int = 0
    """Sources among ``entries`` that the next run would find again."""


def plan(home: Home, wanted: Sequence[str], owner_id: str | None = None) -> Plan:
    """What these ids, paths and ends of paths stand for; a container or registered folder for all in it."""
    from connectors.files import Root

    ledger, result = Ledger(home.raw), Plan()
    registered = [one for one in home.settings().sources if owner_id in (None, one.owner_id)]
    shown_of = {one: place_of(Root(Path(one.path), one.owner_id, home.path)).shown for one in registered}
    known = [one for one in ledger.entries.values() if owner_id in (None, one.owner_id)]
    chosen: dict[str, Entry] = {}
    paths: set[str] = set()
    for text in wanted:
        if entry := next((one for one in known if one.source_id == text), None):
            chosen[entry.source_id] = entry
            continue
        shown = {text, place_of(Root(Path(text).expanduser(), None, home.path)).shown}
        folders = shown & {*shown_of.values(), *(one.container for one in known)}
        paths |= folders
        fitting = [
            one for one in known if one.path in shown or any(_is_inside(one.path, path) for path in folders)
        ]
        if not fitting and not folders:
            fitting = [one for one in known if one.path.endswith("/" + text)]
            result.ambiguous |= len(fitting) > 1
        chosen |= {one.source_id: one for one in fitting}
    result.entries = sorted(chosen.values(), key=lambda one: (one.owner_id or "", one.path, one.source_id))
    result.registered = [one for one, shown in shown_of.items() if _goes(one, shown, paths, known, chosen)]
    left = {(one.path, one.owner_id) for one in result.registered}
    roots = [root for root in home.roots() if (str(root.path), root.owner_id) not in left]
    found = {one.source_id for one in discover(roots, ledger)} if chosen else set()
    result.n_present = len(found & chosen.keys())
    return result


def carry_out(home: Home, wanted: Plan) -> None:
    """Unregister, then drop the rows: a kill in between leaves what can be removed again. Waits for a run to end."""
    with lock.hold(lock.of(home), wait=600), lock.hold(home.data / ".settings.lock", wait=30):
        for one in wanted.registered:
            home.unregister(Path(one.path), one.owner_id)
        ledger = Ledger(home.raw)
        for entry in wanted.entries:
            ledger.drop(entry.source_id)
        ledger.save()
        ledger.sweep()


def _goes(
    one: Registered, shown: str, paths: set[str], known: Sequence[Entry], chosen: dict[str, Entry]
) -> bool:
    """Whether a registration goes too: it was named, or all that came out of its file is forgotten."""
    if shown in paths:
        return True
    inside = [
        entry for entry in known if entry.owner_id == one.owner_id and shown in (entry.path, entry.container)
    ]
    return bool(inside) and all(entry.source_id in chosen for entry in inside)


def _is_inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
