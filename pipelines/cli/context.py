"""What every command shares: the home, how data is printed (stdout), how people are talked to (stderr), how
it fails."""

from __future__ import annotations

import json as json_text
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn, TypeVar

import click

from connectors.paths import printable
from pipelines.home import Home

Command = TypeVar("Command", bound=Callable[..., Any])

FAILED, USAGE, REJECTED, AMBIGUOUS, NOTHING = 1, 2, 3, 4, 5
"""Exit codes other than 0; see CONTRACT in docs/architecture.md."""

_SHORT = 22
"""A column no wider than this is not broken on a narrow terminal while another can be."""

NULL = "–"
"""How an unknown value looks in a table: not as 0 and not as empty text."""


@dataclass(frozen=True)
class Context:
    """``obj`` of every command."""

    home: Home
    debug: bool = False

    def open(self) -> Home:
        """The home; a command that needs one ends here when there is none."""
        if not self.home.exists:
            fail(FAILED, "there is no home here yet: run `weakties init`, or name one with --home")
        return self.home


class Failure(click.ClickException):
    """Ends a command with an exit code and one line on stderr."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click declares it for the class and reads it here

    def show(self, file: Any = None) -> None:
        say(f"weakties: {self.message}")


def fail(code: int, message: str) -> NoReturn:
    """End the command: ``code`` is the exit code, ``message`` one line that names no person."""
    raise Failure(code, message)


def say(message: str) -> None:
    """Talk to the person at the terminal (stderr)."""
    click.echo("\n".join(safe(line) for line in message.split("\n")), err=True)


def json_option(command: Command) -> Command:
    """``--json``: on every command that prints data."""
    return click.option("--json", "as_json", is_flag=True, help="Print a JSON list of objects.")(command)


def emit(rows: Sequence[dict[str, Any]], json: bool = False, columns: Sequence[str] | None = None) -> None:
    """Print rows on stdout: a JSON list with everything, or a table of ``columns`` (default: all of the first
    row).

    Nothing that a name, a path or a cell contains reaches the terminal as a control or bidirectional
    character.
    """
    if json:
        click.echo(json_text.dumps(list(rows), default=_plain, ensure_ascii=True, indent=1))
        return
    shown = list(columns or (rows[0] if rows else ()))
    if not rows or not shown:
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in shown:
        numbers = [row.get(name) for row in rows if row.get(name) is not None]
        is_number = bool(numbers) and all(isinstance(one, (int, float)) for one in numbers)
        longest = max(len(cell(row.get(name))) for row in rows)
        table.add_column(
            name,
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=is_number or longest <= _SHORT,
            min_width=min(longest, len(name)),
        )
    for row in rows:
        table.add_row(*(Text(cell(row.get(name))) for name in shown))
    width = None if sys.stdout.isatty() else 100_000
    console = Console(
        file=sys.stdout, width=width, soft_wrap=False, highlight=False, emoji=False, markup=False
    )
    with console.capture() as capture:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in capture.get().splitlines()))


def cell(value: Any) -> str:
    """A value as a table shows it."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (list, tuple, dict)):
        value = json_text.dumps(value, default=_plain, ensure_ascii=False)
    return safe(str(value))


def safe(text: str) -> str:
    """Text without anything that a terminal would act on."""
    return printable(text.replace("\n", " ").replace("\t", " "))


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)
