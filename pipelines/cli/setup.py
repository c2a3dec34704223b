"""init and add: who the owners are, and which files are read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from connectors.foreign import HINTS
from pipelines import settings as owners_file
from pipelines.cli.context import FAILED, NOTHING, Context, emit, fail, json_option, say
from pipelines.home import TABLES, Home
from pipelines.settings import Registered, Settings, SettingsError
from pipelines.stages import lock

if TYPE_CHECKING:
    from connectors.files import FoundSource, Root
    from connectors.ledger import Ledger

_OWN = {"weakties.toml", "inbox", "data", "out", "asks.csv", "decisions.csv", "ids.csv", *TABLES}
"""What may lie in a folder that becomes a home."""


@click.command()
@click.option("--owner", metavar="NAME", help="Whose exports these are. Asked for when left out.")
@click.option(
    "--email", "emails", metavar="ADDRESS", multiple=True, help="An own mail address; repeat for each."
)
@click.option("--pool", is_flag=True, help="Share this owner's network with the other owners who pool.")
@click.option("--region", metavar="CC", help="Country of phone numbers without country code, as DE or US.")
@click.argument("more", nargs=-1, metavar="[ADDRESS]...")
@json_option
@click.pass_obj
def init(
    context: Context,
    owner: str | None,
    emails: tuple[str, ...],
    pool: bool,
    region: str | None,
    more: tuple[str, ...],
    as_json: bool,
) -> None:
    """Make a home, or add an owner to it.

    A second init adds another owner, or more addresses to one who is there.

    \b
    weakties init --owner anna --email anna@example.org --email anna@work.example
    weakties init --owner ben --email ben@example.org --pool
    """
    home = context.home
    _refuse_foreign(home)
    addresses = [*emails, *more]
    if owner is None or (not addresses and _lacks_addresses(home, owner)):
        owner, addresses = _asked(owner, addresses)
    is_first = not home.exists
    try:
        owners_file.check_name(owner)
        for address in addresses:
            owners_file.check_address(address)
        home.create()
        with _locked(home):
            added = home.add_owner(owner, addresses, pool)
            if region is not None:
                owners_file.set_region(home, region)
    except SettingsError as error:
        raise click.UsageError(str(error)) from None
    _prepare_dagster(home, is_first)
    rows = [
        {
            "home": str(home.path.absolute()),
            "owner_id": added.owner_id,
            "pool": added.pool,
            "addresses": len(added.addresses),
        }
    ]
    emit(rows, as_json)
    say(
        f"Next: `weakties add PATH…`, or put exports into {home.inbox / added.owner_id}; then `weakties run`."
        if is_first
        else "Next: `weakties run`."
    )


@click.command()
@click.argument(
    "paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, path_type=Path)
)
@click.option("--owner", metavar="NAME", help="Whose exports these are. Default: the first owner.")
@click.option("--dry-run", is_flag=True, help="Read the files, say what each would give, and keep nothing.")
@click.option("--replaces", metavar="SOURCE", help="Id or path of a source that this one takes the place of.")
@click.option(
    "--map",
    "named",
    metavar="FIELD=COLUMN",
    multiple=True,
    help="What a column of an unrecognised CSV holds, as email='Mail 1'; repeat for each.",
)
@json_option
@click.pass_obj
def add(
    context: Context,
    paths: tuple[Path, ...],
    owner: str | None,
    dry_run: bool,
    replaces: str | None,
    named: tuple[str, ...],
    as_json: bool,
) -> None:
    """Register files and folders; they are read where they lie, at the next run.

    Each file is a source; a Maildir, a folder of messages, a folder of messages in an archive is one. Two
    exports at different paths are two sources: a newer export replaces an older one only at the same path or
    with --replaces.

    \b
    weakties add ~/Downloads/contacts.vcf ~/Downloads/Connections.csv
    weakties add ~/Takeout --owner ben --dry-run
    weakties add new.vcf --replaces old.vcf
    weakties add club.csv --map "name=Who" --map "email=Mail 1" --map "email=Mail 2"
    """
    home = context.open()
    settings = home.settings()
    owner_id = _owner(settings, owner)
    if replaces is not None and len(paths) != 1:
        raise click.UsageError("--replaces takes one PATH")
    columns: tuple[tuple[str, str], ...] = ()
    if named:
        from pipelines.cli.mapping import columns_of

        columns = columns_of(named, paths)
    from connectors.files import Root, discover
    from connectors.ledger import Ledger

    ledger = Ledger(home.raw)
    old = _replaced(ledger, replaces) if replaces is not None else None
    if old is not None and ledger.entries[old].owner_id != owner_id:
        raise click.UsageError("--replaces names a source of another owner")
    roots: list[Root] = []
    for path in paths:
        absolute = path.absolute()
        if _is_own(home, absolute):
            raise click.UsageError(
                "the home's own folders are not exports; inbox/ and the tables in it are read anyway"
            )
        before = next((one for one in settings.sources if _names(one, absolute, owner_id)), None)
        known_columns = before.columns if before else ()
        roots.append(Root(absolute, owner_id, home.path, replaces=old, columns=columns or known_columns))
    found = discover(roots)
    known = set(ledger.entries)
    rows = [_row(source, known) for source in found]
    if dry_run:
        _dry_run(home, found, rows, as_json)
        return
    emit(rows, as_json, ["kind", "owner_id", "path", "bytes", "state"])
    if not found:
        say("no file in there")
    _say_hints(found)
    if old is not None and all(source.problem for source in found):
        fail(FAILED, "nothing in there can be read, so nothing is replaced")
    with _locked(home):
        for root in roots:
            is_in_inbox = root.path.is_relative_to(home.inbox.absolute() / owner_id)
            if not is_in_inbox or old is not None or columns:
                home.register(root.path, owner_id, old, columns)
        entry = ledger.get(old) if old is not None else None
        if entry is not None and entry.path != str(roots[0].path):
            home.unregister(home.path / entry.path, owner_id)
    say(f"{len(found)} sources registered; `weakties run` reads them")


def _names(source: Registered, path: Path, owner_id: str) -> bool:
    return source.path == str(path) and source.owner_id == owner_id


def _row(source: FoundSource, known: set[str]) -> dict[str, Any]:
    state = source.problem or ("known" if source.source_id in known else "new")
    return {
        "source_id": source.source_id,
        "owner_id": source.owner_id,
        "kind": source.kind,
        "path": source.path,
        "bytes": source.size,
        "state": state,
    }


def _dry_run(home: Home, found: list[FoundSource], rows: list[dict[str, Any]], as_json: bool) -> None:
    from pipelines.cli.progress import Bar
    from pipelines.preview import COUNTS, preview

    with Bar() as bar:
        bar.stage("reading")
        given = preview(home, found, bar.bytes)
    rows = [{**row, **given.get(row["source_id"], {})} for row in rows]
    emit(rows, as_json, ["kind", "path", *COUNTS, "problems"])
    _say_hints(found)
    totals = [sum(row.get(name, 0) for row in rows) for name in COUNTS]
    say(
        f"{len(found)} sources: {totals[0]} read = {totals[1]} loaded + {totals[2]} skipped + {totals[3]} rejected; "
        "nothing was registered"
    )


def _say_hints(found: list[FoundSource]) -> None:
    """How to get an export out of what is known and not read, once for each kind."""
    for code in sorted({source.problem for source in found if source.problem} & HINTS.keys()):
        say(f"{code}: {HINTS[code]}")


def _owner(settings: Settings, name: str | None) -> str:
    if not settings.owners:
        fail(FAILED, "this home has no owner: run `weakties init`")
    if name is None:
        return settings.owners[0].owner_id
    if settings.owner(name) is None:
        raise click.UsageError("no such owner here; `weakties init --owner NAME` adds one")
    return name


def _replaced(ledger: Ledger, wanted: str) -> str:
    """The one source that an id, a path or the end of a path names."""
    if ledger.get(wanted):
        return wanted
    path = str(Path(wanted).absolute())
    matches = [
        key
        for key, entry in ledger.entries.items()
        if entry.path in (wanted, path) or entry.path.endswith("/" + wanted)
    ]
    if not matches:
        fail(NOTHING, "no such source was read yet: `weakties sources` lists them")
    if len(matches) > 1:
        raise click.UsageError(
            "--replaces fits several sources; give the source_id that `weakties sources --json` shows"
        )
    return matches[0]


def _is_own(home: Home, path: Path) -> bool:
    inside = home.path.absolute()
    if path == inside or inside.is_relative_to(path):
        return path == inside
    return any(path.is_relative_to(one.absolute()) for one in (home.data, home.out, home.dagster)) or (
        path.parent == inside and path.name in _OWN - {"inbox"}
    )


def _refuse_foreign(home: Home) -> None:
    """A folder with other things in it does not become a home: it would be closed and filled."""
    if home.exists or not home.path.is_dir():
        return
    if any(one.name not in _OWN and not one.name.startswith(".") for one in home.path.iterdir()):
        fail(FAILED, "this folder holds other things already: choose an empty or a new one with --home")


def _lacks_addresses(home: Home, owner: str) -> bool:
    known = home.settings().owner(owner.strip()) if home.exists else None
    return known is None or not known.addresses


def _asked(owner: str | None, addresses: list[str]) -> tuple[str, list[str]]:
    if not sys.stdin.isatty():
        raise click.UsageError("give --owner NAME and at least one --email ADDRESS")
    owner = owner or click.prompt("Your name, as the program should call you", err=True)
    while not addresses:
        text = click.prompt(
            "Your mail addresses, separated by spaces (all of them: mail is sorted by them)", err=True
        )
        addresses = text.replace(",", " ").split()
    return str(owner), addresses


def _locked(home: Home) -> Any:
    return lock.hold(home.data / ".settings.lock", wait=30)


def _prepare_dagster(home: Home, is_first: bool) -> None:
    """Dagster's settings and tables; made here once, so that no two later processes make them at once."""
    from pipelines import instance

    instance.write_config(home)
    if is_first:
        say("preparing Dagster's folder …")
        instance.open_instance(home)
