"""``weakties``: finds the command without importing the others, so that ``ask`` needs neither dagster nor
polars."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from pipelines.cli.context import FAILED, Context, say
from pipelines.home import Home

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("pipelines.cli.demo:demo", "A fictional network, end to end."),
    "init": ("pipelines.cli.setup:init", "Make a home, or add an owner to it."),
    "add": ("pipelines.cli.setup:add", "Register files and folders to read, in place."),
    "owner": ("pipelines.cli.owner:owner", "Your own addresses: declared, and proposed from your mail."),
    "run": ("pipelines.cli.run:run", "Read what changed and publish the warehouse and the ask lists."),
    "ask": ("pipelines.cli.ask:ask", "Whom to ask: for a company, a person, a role, a city."),
    "at": ("pipelines.cli.ask:at", "Who is at a company."),
    "path": ("pipelines.cli.ask:path", "How to reach a person."),
    "why": ("pipelines.cli.explain:why", "What a person's ties and records rest on."),
    "review": ("pipelines.cli.review:review", "Are these two one person? One key for each answer."),
    "merge": ("pipelines.cli.decide:merge", "Say that two people are one."),
    "split": ("pipelines.cli.decide:split", "Say that one person is two."),
    "undo": ("pipelines.cli.decide:undo", "Take decisions back."),
    "decisions": ("pipelines.cli.decide:decisions", "What was decided about who is who."),
    "log": ("pipelines.cli.ledger:log", "What was asked of whom, and what came of it."),
    "plan": ("pipelines.cli.lists:plan", "The few asks that together open most targets."),
    "shortlist": ("pipelines.cli.lists:shortlist", "People who do a job, to talk with about it."),
    "introductions": ("pipelines.cli.lists:introductions", "Who introduced whom to you."),
    "dormant": ("pipelines.cli.lists:dormant", "Strong ties gone silent."),
    "affinity": ("pipelines.cli.lists:affinity", "Who shares an employer, a school, a place with you."),
    "bridges": ("pipelines.cli.lists:bridges", "Contacts who connect groups."),
    "reach": ("pipelines.cli.lists:reach", "People within one, two and three hops."),
    "sources": ("pipelines.cli.sources:sources", "What was read, and how it adds up; `sources remove`."),
    "forget": ("pipelines.cli.forget:forget", "Take a person out of everything, and keep them out."),
    "problems": ("pipelines.cli.inspect:problems", "What was left out, refused or mended."),
    "sql": ("pipelines.cli.sql:sql", "Query the published warehouse, read-only."),
    "export": ("pipelines.cli.export:export", "The network for Gephi, an ask list as vCards."),
    "doctor": ("pipelines.cli.inspect:doctor", "Check the home: settings, modes, counts, sizes."),
    "ui": ("pipelines.cli.ui:ui", "Open the pipeline in the browser."),
    "prune": ("pipelines.cli.prune:prune", "Forget old runs in Dagster's log."),
    "schedule": ("pipelines.cli.schedule:schedule", "Run by itself, by systemd, launchd or cron."),
    "refit": ("pipelines.cli.run:refit", "Fit the next version of the models."),
}
"""Name -> (where it is, what it does in a line)."""


class LazyGroup(click.Group):
    """Imports a command's module when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_line) for name, (_, help_line) in COMMANDS.items()])


def product_version() -> str:
    """The installed version."""
    try:
        return version("weakties")
    except PackageNotFoundError:
        return "0"


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="The home folder. Default: WEAKTIES_HOME, else ~/weakties.",
)
@click.option("--debug", is_flag=True, help="Show the traceback of an unexpected error (it may hold names).")
@click.version_option(product_version(), prog_name="weakties")
@click.pass_context
def cli(ctx: click.Context, folder: Path | None, debug: bool) -> None:
    """Whom to ask for an introduction, from the address books and mail you already have.

    \b
    weakties demo                                    see it work on a fictional network
    weakties init --owner anna --email anna@example.org
    weakties add ~/exports                           files are read where they lie
    weakties run                                     read, match, rank, publish
    weakties ask --company "Example GmbH"

    Data goes to stdout, talk to stderr; --json on every command that prints data. Nothing leaves this
    machine.
    """
    home = Home(folder.expanduser()) if folder else Home.default()
    # Commands that start other processes, and Dagster's resources, look the home up in the environment.
    os.environ["WEAKTIES_HOME"] = str(home.path.absolute())
    if debug:
        os.environ["WEAKTIES_DEBUG"] = "1"
    ctx.obj = Context(home, debug)


def main(args: list[str] | None = None) -> None:
    """The entry point. Exit codes: 0 done, 1 failed, 2 usage, and those that commands document."""
    os.umask(0o077)
    sys.exit(_run(args))


def _run(args: list[str] | None) -> int:
    try:
        code = cli.main(args, prog_name="weakties", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("weakties: stopped")
        return 130
    except BrokenPipeError:  # somebody closed the pipe, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("WEAKTIES_DEBUG"):
            traceback.print_exc()
        say(f"weakties: {_one_line(error)}")
        return FAILED


def _one_line(error: Exception) -> str:
    """Errors of our own say what happened; of others only the kind and the place, for their text may hold a
    name."""
    code = getattr(error, "code", None)
    if isinstance(code, str) and type(error).__module__.split(".")[0] in (
        "pipelines",
        "connectors",
        "warehouse",
    ):
        return f"{code}: {error}" if code not in str(error) else str(error)
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    place = f"{Path(frames[-1].f_code.co_filename).name}:{frames[-1].f_lineno}" if frames else "?"
    return f"unexpected: {type(error).__name__} at {place} (--debug shows more)"


if __name__ == "__main__":
    main()
