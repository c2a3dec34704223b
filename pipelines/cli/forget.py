"""forget: take one person out of everything, and keep them out."""

from __future__ import annotations

import sys

import click

from pipelines.cli.context import FAILED, USAGE, Context, emit, fail, json_option, say
from pipelines.cli.lookup import one_person, opened


@click.command()
@click.argument("person")
@click.option("--owner", metavar="NAME", help="Look for the person among this owner's contacts.")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--wait", type=click.FloatRange(0), default=600.0, show_default=True, metavar="SECONDS",
    help="How long to wait while a run writes to this home.",
)  # fmt: skip
@json_option
@click.pass_obj
def forget(
    context: Context, person: str, owner: str | None, dry_run: bool, yes: bool, wait: float, as_json: bool
) -> None:
    """Forget a person: their cards, their mail, all that was made of them, in this and in older published files.

    Keyed hashes of what they are known by stay in suppressed.csv, so that the same export or another does not bring
    them back: such records count as skipped, with the reason `suppressed`. A namesake is not affected. Lines of
    targets.csv and knows.csv that hold one of their addresses or profiles go; one with the name alone stays, and so do
    the files that you exported. Cannot be undone. Exit codes: 4 the person is
    ambiguous, 5 nobody is found.

    \b
    weakties forget anna@example.org
    """
    from pipelines.stages import lock
    from pipelines.suppression import forget as forgetting

    home = context.open()
    with opened(context, owner) as warehouse:
        person_id = one_person(warehouse, person, owner, as_json)
        if forgetting.is_owner(warehouse, person_id):
            fail(USAGE, "an owner of this home cannot be forgotten")
        known = forgetting.known_by(warehouse, person_id)
    if dry_run:
        emit([{"person_id": person_id, "n_records": known.n_records, "n_units": None}], as_json)
        say("nothing was changed")
        return
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("give --yes")
        click.confirm(f"Forget {person_id} with {known.n_records} records, for good?", abort=True, err=True)
    from pipelines.cli.run import refresh
    from pipelines.review.apply import published_day

    day = published_day(home)
    try:
        n_units = forgetting.take_out(home, known.by, wait)
    except lock.Locked:
        fail(FAILED, "another run writes to this home; nobody was forgotten, try again when it has ended")
    refresh(home, day, wait=wait)
    row = {"person_id": person_id, "n_records": known.n_records, "n_units": n_units}
    emit([row], as_json)
    say("forgotten, and kept out of what is read from now on")
