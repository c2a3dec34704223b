"""What a stage may say when it fails: a code and the stage. An exception's own text can quote a cell."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TypeVar

Result = TypeVar("Result")

_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (FileNotFoundError, "file_missing"),
    (PermissionError, "file_not_allowed"),
    (OSError, "file_error"),
    (MemoryError, "out_of_memory"),
    (KeyError, "missing_key"),
    (ValueError, "bad_value"),
    (TypeError, "bad_type"),
)


_OURS = ("pipelines.", "connectors.", "transforms.", "warehouse.")
_CODE = re.compile(r"[a-z][a-z_]{0,40}")


PASSING = frozenset({"file_error", "unexpected_IOException"})
"""Codes of what may be over in a moment: a disk or network share that stalls, a file that another program holds
(DuckDB's IOException). Anything else fails again in the same way and is not tried again."""


class StageFailed(Exception):
    """A stage ended early. ``code`` says why in one word of a short list, ``stage`` where; never a value."""

    def __init__(self, code: str, stage: str) -> None:
        super().__init__(f"{stage}: {code}")
        self.code = code
        self.stage = stage


def code_of(error: BaseException) -> str:
    """The word for an exception: its own ``code`` if it is one of ours, else by type, else its class's name."""
    code = getattr(error, "code", None)
    if type(error).__module__.startswith(_OURS) and isinstance(code, str) and _CODE.fullmatch(code):
        return code
    known = next((code for kind, code in _CODES if isinstance(error, kind)), None)
    return known or f"unexpected_{type(error).__name__}"


def frames_of(error: BaseException) -> list[str]:
    """Where it happened, for a bug report: class names and file:line:function. Source text and messages are left
    out, because a message may hold a name or an address."""
    lines: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        lines.append(type(cause).__name__)
        lines += [f"  {_short(f.filename)}:{f.lineno}:{f.name}" for f in _walk(cause.__traceback__)]
        cause = cause.__cause__ or cause.__context__
    return lines


def guarded(stage: str, work: Callable[[], Result], report: Path | None = None) -> Result:
    """Run ``work``; whatever it raises comes out as StageFailed without cause or context.

    ``report`` (0600) receives frames_of the original. WEAKTIES_DEBUG=1 prints the full traceback to stderr, on
    the user's own terminal only.
    """
    failure: StageFailed | None = None
    try:
        return work()
    except Exception as error:
        # Raised below, outside this block: inside it the original would stay attached as __context__ and Dagster
        # would store its text.
        failure = StageFailed(code_of(error), error.stage if isinstance(error, StageFailed) else stage)
        if os.environ.get("WEAKTIES_DEBUG"):
            traceback.print_exc(file=sys.stderr)
        if report is not None:
            _write(report, [str(failure), *frames_of(error)])
    raise failure


def _write(report: Path, lines: list[str]) -> None:
    report.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(report, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600), "a", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def _walk(trace: TracebackType | None) -> list[traceback.FrameSummary]:
    return list(traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False))


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-2:])
