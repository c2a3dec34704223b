"""review: the questions that the machine leaves to a person, one key for each answer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from pipelines.cli.context import FAILED, NOTHING, REJECTED, USAGE, Context, emit, fail, json_option, say
from pipelines.cli.effect import decide
from pipelines.cli.lookup import opened
from pipelines.cli.question import text
from pipelines.home import Home
from pipelines.review import log, questions, sheet
from pipelines.review.entry import Contradiction
from pipelines.review.session import Session

_HELP = "s same person · d different people · k skip · u undo the last · q quit"
_KEYS = {"s": log.SAME, "d": log.DIFFERENT}


@click.command()
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="At most so many questions; default: 20 when they are printed, all otherwise.",
)
@click.option(
    "--export",
    "exported",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.csv",
    help="Write the questions for a spreadsheet, with an empty column `answer`.",
)
@click.option(
    "--import",
    "imported",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE.csv",
    help="Take in the answers (same, different) of such a file.",
)
@click.option(
    "--wait",
    type=click.FloatRange(0),
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="How long --import waits while a run writes to this home.",
)
@json_option
@click.pass_obj
def review(
    context: Context,
    limit: int | None,
    exported: Path | None,
    imported: Path | None,
    wait: float,
    as_json: bool,
) -> None:
    """Are these two one person? Asks what the records leave open, first what would change the ask lists most.

    At a terminal one key answers: s same, d different, k skip, u undo the last, q quit. Each answer is written into
    decisions.csv at once and published within seconds, while the next question is read. Elsewhere, and with --json,
    the queue is printed. It is the table review_queue; `weakties undo` takes answers back.

    --import rejects rows with unknown records or answers, and rows that contradict what was decided, by line; taking
    the same file in again changes nothing. Exit codes: 3 rows of --import were rejected, 5 no questions.

    \b
    weakties review
    weakties review --export questions.csv
    """  # fmt: skip
    home = context.open()
    if exported and imported:
        raise click.UsageError("--export and --import stand alone")
    if imported:
        _import(context, imported, wait, as_json)
    elif exported:
        with opened(context) as warehouse:
            n = sheet.write(warehouse, exported, limit)
        say(
            f"{n} questions in {exported.name}: fill the column answer with same or different, then --import it"
        )
    elif as_json or not _is_terminal():
        _print(context, limit or 20, as_json)
    else:
        with opened(context):
            pass
        _ask(home, limit)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _print(context: Context, limit: int, as_json: bool) -> None:
    with opened(context) as warehouse:
        rows = questions.queue(warehouse)
        found = [questions.question(warehouse, row) for row in rows[:limit]]
    if not found:
        emit([], as_json)
        fail(NOTHING, "no questions: nothing is left open")
    if as_json:
        emit(found, True)
    else:
        click.echo("\n\n".join(map(text, found)))
    if len(rows) > len(found):
        say(f"{len(rows) - len(found)} more; --limit shows more")


def _ask(home: Home, limit: int | None) -> None:
    """The sitting: question, key, next question."""
    with Session(home) as session:
        n_seen = 0
        while limit is None or n_seen < limit:
            question = session.next()
            if question is None:
                say("no questions are left" if n_seen else "no questions: nothing is left open")
                break
            click.echo("\n" + text(question))
            if not _answered(session, question):
                break
            n_seen += 1
        if session.is_busy:
            say("publishing the last answers …")
    if session.failure:
        fail(FAILED, f"{session.failure}; your answers are written down, and `weakties run` applies them")
    say(f"{session.n_given} answers; `weakties ask` uses them already, `weakties undo` takes them back")


def _answered(session: Session, question: dict[str, Any]) -> bool:
    """Until this question is answered or skipped; False to quit."""
    while True:
        click.echo(f"[s d k u q, ? help]  {question['n_left']} left: ", nl=False)
        key = click.getchar().lower()
        click.echo(key if key.isprintable() else "")
        if key in ("q", "\x1b", "\x03", "\x04"):
            return False
        if key in ("k", " "):
            session.skip(question)
            return True
        if key == "u":
            before = session.undo()
            say("nothing to undo in this sitting; see `weakties undo`" if before is None else "taken back")
            if before is not None:
                return True
        elif key in _KEYS:
            try:
                session.answer(question, _KEYS[key])
            except Contradiction as error:
                say(str(error))
            else:
                return True
        else:
            say(_HELP)


def _import(context: Context, path: Path, wait: float, as_json: bool) -> None:
    home = context.open()
    with opened(context) as warehouse:
        try:
            found = sheet.read(warehouse, path, log.read(home))
        except (OSError, ValueError):
            fail(
                USAGE,
                "that is no sheet of `weakties review --export`: it needs the columns answer, record_a, record_b",
            )
    if found.answers:
        decide(home, found.answers, wait)
    counts = {
        "n_read": found.n_read,
        "n_taken": len(found.answers),
        "n_known": found.n_known,
        "n_unanswered": found.n_empty,
        "n_rejected": len(found.rejected),
        "rejected": [{"line": line, "why": why} for line, why in found.rejected],
    }
    emit([counts], as_json, ["n_read", "n_taken", "n_known", "n_unanswered", "n_rejected"])
    for line, why in found.rejected:
        say(f"line {line}: {why}")
    if found.rejected:
        fail(REJECTED, f"{len(found.rejected)} of {found.n_read} rows were rejected; the others are taken in")
