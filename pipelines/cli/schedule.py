"""``weakties schedule``: timers for people who want no daemon. Nothing here needs root."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import click

from connectors import durable
from pipelines import timers
from pipelines.cli.context import FAILED, NOTHING, USAGE, Context, emit, fail, json_option, say
from pipelines.home import Home

_kind = click.option(
    "--kind",
    type=click.Choice(timers.KINDS),
    help="What keeps the timer. Default: launchd on a Mac, systemd where it runs, else cron.",
)


@click.group()
def schedule() -> None:
    """Run by itself, without a daemon: a systemd user timer, a launchd agent or a cron line.

    \b
    weakties schedule install --at 06:15
    weakties schedule show
    weakties schedule remove
    """


@schedule.command()
@_kind
@click.option("--at", "clock", default="06:15", show_default=True, metavar="HH:MM", help="Local time of the daily run.")  # fmt: skip
@click.option("--refit/--no-refit", default=True, show_default=True, help="Also fit the models anew on Sundays, an hour later.")  # fmt: skip
@json_option
@click.pass_obj
def install(context: Context, kind: str | None, clock: str, refit: bool, as_json: bool) -> None:
    """Write the timers of this home and say how to enable them. Again changes them; nothing is doubled."""
    home, kind = context.open(), kind or timers.platform_kind()
    wanted = timers.jobs(*_clock(clock), refit)
    try:
        files = _files(home, kind, wanted)
    except ValueError as error:
        fail(FAILED, str(error))
    if kind == "cron":
        lines = _other_lines(home)
        _write_crontab([*lines, *timers.cron(home, wanted)])
    else:
        for old in _written(home, kind):
            if old not in files:
                old.unlink()
        for path, text in files.items():
            # The user's own folder keeps its mode; only what weakties makes is private.
            durable.private_folder(path.parent)
            durable.replace_text(path, text)
    emit(_rows(home, kind), as_json, ["kind", "file", "text"])
    say(_how_to_enable(kind, list(files)))


@schedule.command()
@_kind
@json_option
@click.pass_obj
def show(context: Context, kind: str | None, as_json: bool) -> None:
    """What is written for this home, of every kind or of one. Exit code 5 when nothing is."""
    kinds = (kind,) if kind else timers.KINDS
    rows = [row for one in kinds for row in _rows(context.home, one)]
    emit(rows, as_json, ["kind", "file", "text"])
    if not rows:
        fail(NOTHING, "no timer is written for this home")


@schedule.command()
@_kind
@json_option
@click.pass_obj
def remove(context: Context, kind: str | None, as_json: bool) -> None:
    """Take the timers of this home away, of every kind or of one; a home that is gone too. Harmless when none is."""
    home = context.home
    kinds = (kind,) if kind else timers.KINDS
    rows = [row for one in kinds for row in _rows(home, one)]
    for one in {row["kind"] for row in rows}:
        if one == "cron":
            _write_crontab(_other_lines(home))
        else:
            paths = _written(home, one)
            _disable(one, paths)
            for path in paths:
                path.unlink()
    emit(rows, as_json, ["kind", "file"])
    say("removed" if rows else "no timer is written for this home")


def _clock(text: str) -> tuple[int, int]:
    hour, _, minute = text.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and int(hour) < 24 and int(minute) < 60):
        fail(USAGE, "--at wants a time of day as HH:MM")
    return int(hour), int(minute)


def _files(home: Home, kind: str, wanted: list[timers.Job]) -> dict[Path, str]:
    if kind == "cron":
        timers.cron(home, wanted)
        return {}
    return timers.systemd(home, wanted) if kind == "systemd" else timers.launchd(home, wanted)


def _written(home: Home, kind: str) -> list[Path]:
    """Files of this home's timers that are there."""
    both = timers.jobs(0, 0, refit=True)
    return sorted(path for path in _files(home, kind, both) if path.is_file())


def _rows(home: Home, kind: str) -> list[dict[str, Any]]:
    if kind != "cron":
        texts = [(path, path.read_text(encoding="utf-8")) for path in _written(home, kind)]
        return [{"kind": kind, "file": str(path), "text": text} for path, text in texts]
    return [{"kind": kind, "file": "crontab", "text": line} for line in _crontab() if _is_of(home, line)]


def _is_of(home: Home, line: str) -> bool:
    return line.endswith(f" {timers.marker(home)}")


def _other_lines(home: Home) -> list[str]:
    if shutil.which("crontab") is None:
        fail(FAILED, "there is no crontab command here; choose another --kind")
    return [line for line in _crontab() if not _is_of(home, line)]


def _crontab() -> list[str]:
    """Lines of the user's crontab; none where there is no cron."""
    if shutil.which("crontab") is None:
        return []
    done = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def _write_crontab(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(["crontab", "-"], input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        fail(FAILED, "crontab refused the new table; the old one stands")


def _disable(kind: str, paths: list[Path]) -> None:
    """Stop what is loaded, if it is; a timer without its file would go on until the next login."""
    for path in paths:
        if kind == "systemd" and path.suffix == ".timer" and shutil.which("systemctl"):
            words = ["systemctl", "--user", "disable", "--now", path.name]
        elif kind == "launchd" and shutil.which("launchctl"):
            words = ["launchctl", "unload", "-w", str(path)]
        else:
            continue
        subprocess.run(words, capture_output=True, check=False)


def _how_to_enable(kind: str, files: list[Path]) -> str:
    if kind == "cron":
        return "enabled: cron reads the table by itself"
    if kind == "launchd":
        return "\n".join(["to enable:", *(f"  launchctl load -w '{path}'" for path in files)])
    names = " ".join(path.name for path in files if path.suffix == ".timer")
    return (
        f"to enable:\n  systemctl --user daemon-reload\n  systemctl --user enable --now {names}\n"
        "and, to run while you are logged out:\n  loginctl enable-linger"
    )
