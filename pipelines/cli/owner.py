"""owner: which addresses are the owners' own."""

from __future__ import annotations

import click

from pipelines import settings as owners_file
from pipelines.cli.context import FAILED, NOTHING, Context, emit, fail, json_option, say
from pipelines.settings import SettingsError
from pipelines.stages import lock


@click.command()
@click.option(
    "--owner", "name", metavar="NAME", help="Only this owner's; with --accept the default is the first."
)
@click.option(
    "--accept", "accepted", metavar="ADDRESS", multiple=True, help="Declare an address; repeat for each."
)
@json_option
@click.pass_obj
def owner(context: Context, name: str | None, accepted: tuple[str, ...], as_json: bool) -> None:
    """Addresses that look like an owner's own, with the evidence, beside those declared.

    Mail is sorted into sent and received by the declared addresses alone; nothing is declared but by you. An address
    is proposed when it wrote what lies in a Sent folder, or is named in most of a mailbox that no declared address
    explains. n_from, n_to: other mail it wrote, mail it received; share: of the mailbox where it is named most.
    Exit code 5 when no mail was read.

    \b
    weakties owner
    weakties owner --accept anna@work.example
    """
    home = context.open()
    settings = home.settings()
    if not settings.owners:
        fail(FAILED, "this home has no owner: run `weakties init`")
    if name is not None and settings.owner(name) is None:
        raise click.UsageError("no such owner here; `weakties init --owner NAME` adds one")
    if accepted:
        try:
            for address in accepted:
                owners_file.check_address(address)
            with lock.hold(home.data / ".settings.lock", wait=30):
                home.add_owner(name or settings.owners[0].owner_id, list(accepted))
        except SettingsError as error:
            raise click.UsageError(str(error)) from None
    from pipelines.own_addresses import proposals

    rows = proposals(home, name)
    emit(rows, as_json)
    if accepted:
        say(
            f"{len(accepted)} addresses declared in {owners_file.FILE}; `weakties run` sorts the mail by them"
        )
    elif not rows:
        fail(NOTHING, "no mailbox was read yet, or none shows whose it is")
    elif any(not row["declared"] for row in rows):
        say("`weakties owner --accept ADDRESS` declares those that are yours")
