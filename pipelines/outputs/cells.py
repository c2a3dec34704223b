"""Text for spreadsheets: a cell that a program would run as a formula is made plain text."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

_FORMULA = re.compile(r"^[\s\u00a0\u200b-\u200f\u2060\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
"""What starts a formula in Excel, LibreOffice or Google Sheets, fullwidth forms too, also behind blanks."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def cell(value: Any) -> str:
    """A value as a CSV cell: text that starts like a formula gets an apostrophe in front; NUL is
    dropped, line ends are LF."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
        # A telephone number or a plain number is read as a number, whatever its sign.
        return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (list, dict)):
        return cell(json.dumps(value, ensure_ascii=False, default=plain))
    return str(value)


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A whole CSV file (RFC 4180, LF) with a header row."""
    return csv_rows([columns]) + csv_rows(rows)


def csv_rows(rows: Iterable[Sequence[Any]]) -> str:
    """Lines of a CSV file."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def json_text(rows: Sequence[dict[str, Any]]) -> str:
    """A JSON list of objects, times in ISO 8601."""
    return json.dumps(list(rows), ensure_ascii=False, indent=1, default=plain) + "\n"


def plain(value: Any) -> Any:
    """What JSON has no form for: times as ISO 8601 text."""
    return value.isoformat() if isinstance(value, (datetime, date)) else str(value)
