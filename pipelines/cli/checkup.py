"""What doctor looks at. Details are numbers: they may be pasted into a bug report."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import Any

from connectors.ledger import Ledger
from pipelines.cli import checkup_dagster
from pipelines.home import Home
from pipelines.settings import SettingsError

_TELEMETRY_OFF = re.compile(r"^telemetry:\s*(\{\s*enabled:\s*false\s*\}|\n\s+enabled:\s*false)", re.MULTILINE)
_COUNTS = ("n_read", "n_loaded", "n_skipped", "n_rejected")

Row = dict[str, Any]


def examine(home: Home, fix: bool = False) -> list[Row]:
    """One row per check: check, ok (null = nothing to say yet), detail. ``fix`` closes what others may
    read and mends what killed runs left."""
    rows = [_settings(home), _modes(home, fix)]
    try:
        ledger = Ledger(home.raw)
    except (ValueError, TypeError, KeyError):
        rows.append(_row("ledger", False, "cannot be read; delete data/raw and run again"))
    else:
        rows += [_accounting(ledger), _segments(ledger), _missing(ledger), _published(home, ledger)]
    return [*rows, *checkup_dagster.examine(home, fix), _telemetry(home), *_sizes(home)]


def _row(check: str, ok: bool | None, detail: str) -> Row:
    return {"check": check, "ok": ok, "detail": detail}


def _settings(home: Home) -> Row:
    try:
        settings = home.settings()
    except SettingsError as error:
        return _row("settings", False, str(error))
    lost = sum(not Path(one.path).exists() for one in settings.sources)
    detail = (
        f"{len(settings.owners)} owners, {len(settings.sources)} registered paths, {lost} of them not there"
    )
    without = sum(not owner.addresses for owner in settings.owners)
    if without:
        detail += f", {without} owners without an address"
    return _row("settings", bool(settings.owners) and not without, detail)


def _modes(home: Home, fix: bool) -> Row:
    n_closed = home.close() if fix else 0
    modes = [_mode(path) for path in (home.path, *home.private_files())]
    n_open = sum(not stat.S_ISLNK(mode) and bool(mode & 0o077) for mode in modes)
    detail = f"{n_open} of {len(modes)} files and folders open to others"
    return _row("private", n_open == 0, detail + (f", {n_closed} closed" if n_closed else ""))


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:  # gone since it was listed
        return 0


def _accounting(ledger: Ledger) -> Row:
    entries = list(ledger.entries.values())
    off = sum(one.n_read != one.n_loaded + one.n_skipped + one.n_rejected for one in entries)
    return _row(
        "read = loaded + skipped + rejected", off == 0, f"{len(entries)} sources, {off} do not add up"
    )


def _segments(ledger: Ledger) -> Row:
    listed = [
        ledger.raw_dir / key / name
        for key, one in ledger.entries.items()
        for names in one.segments.values()
        for name in names
    ]
    lost = sum(not path.is_file() for path in listed)
    detail = f"{len(listed)} segments, {lost} lost"
    return _row("raw rows", lost == 0, detail + ("; `weakties run --full` reads them again" if lost else ""))


def _missing(ledger: Ledger) -> Row:
    gone = sum(one.missing_since is not None for one in ledger.entries.values())
    return _row("sources that went missing", None if gone else True, f"{gone}; their rows stay")


def _published(home: Home, ledger: Ledger) -> Row:
    from pipelines.cli.inspect import published

    sums = ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in _COUNTS)
    try:
        rows = published(home, f"select count(*) as n, {sums} from source")
    except Exception:  # whatever duckdb says about a damaged file
        return _row("published warehouse", False, "cannot be read; `weakties run --full` makes it again")
    if rows is None:
        return _row("published warehouse", None, "nothing published yet: `weakties run`")
    entries = list(ledger.entries.values())
    read = {"n": len(entries), **{name: sum(getattr(one, name) for one in entries) for name in _COUNTS}}
    there = {name: int(rows[0][name]) for name in read}
    detail = (
        f"{there['n']} sources and {there['n_read']} units published, {read['n']} and {read['n_read']} read"
    )
    return _row(
        "published warehouse", there == read or None, detail + ("" if there == read else "; `weakties run`")
    )


def _telemetry(home: Home) -> Row:
    path = home.dagster / "dagster.yaml"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    return _row("telemetry off", bool(_TELEMETRY_OFF.search(text)), "in .dagster/dagster.yaml")


def _sizes(home: Home) -> list[Row]:
    parts = {
        "raw": home.raw,
        "built": home.built,
        "published": home.warehouse,
        "older": home.old,
        "Dagster": home.dagster,
    }
    return [_row(f"size: {name}", True, f"{_bytes(path) / 1e6:.1f} MB") for name, path in parts.items()]


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(one.lstat().st_size for one in files if one.is_file() and not one.is_symlink())
