"""A process that reads pieces of files for another one: a task as JSON on each line of stdin; on stdout lines
{"bytes": …} while it reads and {"outcome": …} at the end. It lives as long as its stdin."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from connectors import files, memory
from connectors.base import Connector
from connectors.files import FoundSource, Part
from connectors.mail.mbox import Mbox
from connectors.outcome import Outcome
from connectors.reading import Reading


def task_of(
    found: FoundSource, folder: Path, number: int, extent: tuple[int, int | None] | None
) -> dict[str, Any]:
    """What a worker is told of one piece."""
    return {
        "path": str(found.disk),
        "kind": found.kind,
        "source_id": found.source_id,
        "owner_id": found.owner_id,
        "shown": found.path,
        "size": found.size,
        "folder": str(folder),
        "number": number,
        "extent": extent,
    }


def read(task: dict[str, Any], progress: Any) -> Outcome:
    """Read one piece."""
    path = Path(task["path"])
    how, head = files.head_of(path)
    file = files.disk_file(path, how, head)
    connector = _connector(task["kind"])
    found = FoundSource(
        source_id=task["source_id"],
        owner_id=task["owner_id"],
        path=task["shown"],
        kind=task["kind"],
        group=connector.group,
        connector=connector,
        files=(Part(file.name, lambda: file),),
        size=task["size"],
        container=task["shown"],
        disk=path,
    )
    extent = tuple(task["extent"]) if task["extent"] else None
    return Reading(found, Path(task["folder"]), task["number"], progress, extent).run()


def _connector(kind: str) -> Connector:
    """By kind. The registry imports every format, which takes longer than reading a piece of a mailbox."""
    if kind == Mbox.kind:
        return Mbox()
    from connectors import registry

    return registry.BY_KIND[kind]


def main() -> None:
    """Read what stdin asks for until it ends."""

    def say(what: dict[str, Any]) -> None:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()

    with memory.for_reading():
        for line in sys.stdin:
            outcome = read(json.loads(line), lambda done: say({"bytes": done}))
            say({"outcome": asdict(outcome)})
