"""The timers that run weakties without a daemon: what a systemd user unit, a launchd agent and a cron line say.

They live outside the home and name it by its absolute path; a home that moved needs `schedule install` again.
"""

from __future__ import annotations

import hashlib
import os
import plistlib
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from pipelines.home import DEFAULT, Home

KINDS = ("systemd", "launchd", "cron")
SUNDAY = 0


@dataclass(frozen=True)
class Job:
    """A command that runs at ``hour:minute`` local time, every day or on ``weekday`` (0 = Sunday)."""

    command: str
    hour: int
    minute: int
    weekday: int | None = None


def jobs(hour: int, minute: int, refit: bool) -> list[Job]:
    """A run each day, and on Sundays an hour later a refit; a run that is still at work is waited for."""
    weekly = [Job("refit", (hour + 1) % 24, minute, SUNDAY)] if refit else []
    return [Job("run", hour, minute), *weekly]


def platform_kind() -> str:
    """What this machine keeps its timers in."""
    if sys.platform == "darwin":
        return "launchd"
    return "systemd" if Path("/run/systemd/system").is_dir() else "cron"


def label(home: Home) -> str:
    """Name of this home's timers: ``weakties`` for the default home, with a digest of the path for any other."""
    path = home.path.absolute()
    if path == Path(DEFAULT).expanduser():
        return "weakties"
    return f"weakties-{hashlib.blake2b(str(path).encode(), digest_size=4).hexdigest()}"


def command(home: Home, job: Job) -> list[str]:
    """Program and arguments by absolute path, for a timer has neither a PATH nor a folder of ours. Raises ValueError
    for a home whose path holds a control character: none of the formats can write it."""
    path = str(home.path.absolute())
    if not path.isprintable():
        raise ValueError("the home's path holds a control character")
    script = Path(sys.executable).absolute().with_name("weakties")
    program = [str(script)] if script.is_file() else [sys.executable, "-m", "pipelines.cli.main"]
    return [*program, "--home", path, job.command]


def systemd_folder() -> Path:
    """Where the user's own units lie."""
    config = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(config).expanduser().absolute() / "systemd" / "user"


def launchd_folder() -> Path:
    """Where the user's own agents lie."""
    return Path("~/Library/LaunchAgents").expanduser()


def systemd(home: Home, wanted: list[Job]) -> dict[Path, str]:
    """A service and a timer for each job; see systemd.service(5), systemd.timer(5)."""
    files = {}
    for job in wanted:
        name = f"{label(home)}-{job.command}"
        line = " ".join(_systemd_word(word) for word in command(home, job))
        day = "Sun *-*-*" if job.weekday == SUNDAY else "*-*-*"
        files[systemd_folder() / f"{name}.service"] = (
            f"[Unit]\nDescription=weakties {job.command}\n\n"
            f"[Service]\nType=oneshot\nUMask=0077\nNice=10\nTimeoutStartSec=2h\nExecStart={line}\n"
        )
        # Persistent: a machine that slept at that hour catches up when it wakes.
        files[systemd_folder() / f"{name}.timer"] = (
            f"[Unit]\nDescription=weakties {job.command}, on its own\n\n"
            f"[Timer]\nOnCalendar={day} {job.hour:02d}:{job.minute:02d}:00\nPersistent=true\n\n"
            "[Install]\nWantedBy=timers.target\n"
        )
    return files


def launchd(home: Home, wanted: list[Job]) -> dict[Path, str]:
    """An agent for each job; see launchd.plist(5). What was missed in sleep runs on waking."""
    files = {}
    for job in wanted:
        name = f"org.weakties.{label(home)}-{job.command}"
        when = {"Hour": job.hour, "Minute": job.minute}
        if job.weekday is not None:
            when["Weekday"] = job.weekday
        agent = {
            "Label": name,
            "ProgramArguments": command(home, job),
            "StartCalendarInterval": when,
            "ProcessType": "Background",
            "Umask": 0o077,
        }
        files[launchd_folder() / f"{name}.plist"] = plistlib.dumps(agent, sort_keys=True).decode()
    return files


def cron(home: Home, wanted: list[Job]) -> list[str]:
    """A crontab line for each job, ended by a comment that says whose it is. What the last one said is kept in
    the home: cron would send it by mail."""
    log = shlex.quote(str(home.path.absolute() / ".dagster" / "schedule.log"))
    lines = []
    for job in wanted:
        words = " ".join(shlex.quote(word) for word in command(home, job))
        # To cron a percent sign is a line's end, in quotes too.
        said = f"umask 077; {words} >{log} 2>&1".replace("%", r"\%")
        day = "*" if job.weekday is None else job.weekday
        lines.append(f"{job.minute} {job.hour} * * {day} {said} {marker(home)}")
    return lines


def marker(home: Home) -> str:
    """How this home's lines in a crontab end."""
    return f"# {label(home)}"


def _systemd_word(word: str) -> str:
    quoted = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{quoted}"'
