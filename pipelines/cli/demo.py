"""``weakties demo``: the whole product on a fictional network, with nothing of the user's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from pipelines.cli.context import USAGE, Context, fail, say
from pipelines.home import Home

if TYPE_CHECKING:
    from pipelines.demo.generate import Demo

MARKER = ".demo"
"""Lies in a home that the demo made, so that it never touches another."""
_FICTION = "Everything in this home is invented by `weakties demo`; delete the folder when you are done.\n"


@click.command()
@click.pass_context
def demo(ctx: click.Context) -> None:
    """See it work on a fictional network of two owners who know each other and pool.

    Writes invented exports in the real formats below the home, runs the pipeline as of a fixed day and asks three
    questions. Refuses a home that it did not make. Takes about a minute.

    \b
    weakties --home /tmp/weakties-demo demo
    """
    home = ctx.ensure_object(Context).home
    if home.path.exists() and any(home.path.iterdir()) and not (home.path / MARKER).is_file():
        fail(USAGE, "this folder is in use and no demo home; name another with --home")
    say("writing a fictional network: vCards, LinkedIn, Google and Outlook CSV, an mbox and a Maildir …")
    from pipelines.demo.history import AS_OF

    written = prepare(home)
    from pipelines.cli.ask import ask
    from pipelines.cli.context import emit
    from pipelines.cli.run import refresh

    emit(refresh(home, AS_OF), columns=("stage", "counts"))
    owner = next(iter(written.owners))
    questions = {"company": written.company, "person": written.person, "role": written.role}
    for kind, value in questions.items():
        click.echo(f'\n$ weakties ask --{kind} "{value}" --limit 5')
        ctx.invoke(ask, **{"owner": owner, "limit": 5, kind: value})
    path = home.path.absolute()
    click.echo(
        f"""
Everything is in {path}. Next:
  weakties --home {path} why "{written.person}"     the evidence, file and place
  weakties --home {path} ui                        the pipeline in the browser
  weakties --home {path} sql "from who_to_ask(p_company := '{written.company}')"
  duckdb -readonly {home.warehouse.absolute()}     the warehouse in any DuckDB 1.2 or later
Your own data: weakties init, weakties add PATH…, weakties run."""
    )


def prepare(home: Home) -> Demo:
    """Write the fictional exports and tables into ``home`` and declare their owners; equal bytes every time."""
    from pipelines.demo import generate

    home.create()
    (home.path / MARKER).write_text(_FICTION, encoding="utf-8")
    exports = home.path / "exports"
    written = generate.write(exports, home.path)
    for owner, addresses in written.owners.items():
        home.add_owner(owner, list(addresses), pool=True)
        home.register(exports / owner, owner)
    return written
