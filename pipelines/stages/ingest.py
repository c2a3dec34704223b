"""What is there: find the sources and read those that changed. The ledger knows which ones did."""

from __future__ import annotations

from collections import OrderedDict

import polars as pl

from connectors.files import UNKNOWN, FoundSource, discover
from connectors.ledger import Ledger
from connectors.load import read_sources
from connectors.raw import scan
from pipelines.stages.context import Numbers, Run
from pipelines.stages.files import write_frame
from pipelines.suppression.keep_out import keep_out
from transforms.network import own_profiles
from transforms.plan import OWNERS

HOME_TABLES = ("target", "knows", "company_alias")
"""Small tables that the owner writes by hand."""

_FOUND: OrderedDict[str, list[FoundSource]] = OrderedDict()


def sources(run: Run) -> Numbers:
    """Find every file and folder that the home knows of and say what it is."""
    run.progress.stage("sources")
    run.home.close()  # what the owner copied in has the owner's umask
    found = _found(run)
    groups = [source.group for source in found]
    return {
        "sources": len(found),
        **{f"sources_{group}": groups.count(group) for group in ("contacts", "mail", "home")},
        "unknown": sum(source.kind == "unknown" for source in found),
    }


def contacts(run: Run) -> Numbers:
    """Read address books, connection lists and other contact exports."""
    return _read(run, "contacts", ("contacts",))


def mail_headers(run: Run) -> Numbers:
    """Read mail headers (never a subject or a body)."""
    return _read(run, "mail_headers", ("mail",))


def home_tables(run: Run) -> Numbers:
    """Read targets.csv, knows.csv and companies.csv."""
    numbers = _read(run, "home_tables", ("home",))
    for name in HOME_TABLES:
        frame = scan(run.home.raw, name).collect()
        write_frame(run.home.built / f"{name}.parquet", frame.sort(frame.columns, nulls_last=True))
        numbers[f"rows_{name}"] = frame.height
    return numbers


def owners(run: Run) -> pl.DataFrame:
    """Who owns exports here, with the network each belongs to; in the order they were declared, the default first.
    Behind the declared addresses stand the profiles that the owner's own exports show to be theirs."""
    rows = [
        {"owner_id": owner.owner_id, "network_id": owner.network_id, "addresses": list(owner.addresses)}
        for owner in run.home.settings().owners
    ]
    declared = pl.DataFrame(rows, schema=OWNERS)
    claims = of_owners(run, "own_profile", declared["owner_id"].to_list())
    return own_profiles.with_profiles(declared, claims)


def of_owners(run: Run, table: str, default: list[str]) -> pl.DataFrame:
    """A raw table that names only its sources, with the owner of each; without one it is the first of ``default``."""
    ledger = Ledger(run.home.raw)
    owner_of = [(key, entry.owner_id or next(iter(default), None)) for key, entry in ledger.entries.items()]
    sources = pl.DataFrame(owner_of, schema={"source_id": pl.String, "owner_id": pl.String}, orient="row")
    rows = scan(run.home.raw, table).collect()
    return rows.join(sources, on="source_id", how="left").sort(rows.columns, nulls_last=True)


def raw_state(run: Run, table: str) -> str:
    """What a stage that reads raw rows depends on: the segments that the ledger lists, which are never edited in
    place. No time and no absolute path is in it, so a copied or moved home is not computed again."""
    listed = [
        (key, one, one.segments.get(table)) for key, one in sorted(Ledger(run.home.raw).entries.items())
    ]
    return repr([(key, one.sha256, one.version, segments) for key, one, segments in listed if segments])


def _read(run: Run, stage: str, groups: tuple[str, ...]) -> Numbers:
    run.progress.stage(stage)
    found = _found(run)
    ledger = Ledger(run.home.raw)
    counts = read_sources(
        found, ledger, groups=groups, full=run.full, now=run.now, progress=run.progress.bytes
    )
    if keep_out(run.home):  # what was just read names people who are to be forgotten
        ledger.reload()
        wanted = [one.source_id for one in found if one.group in (*groups, UNKNOWN)]
        entries = [entry for key in wanted if (entry := ledger.get(key))]
        for name in ("n_loaded", "n_skipped"):
            counts[name] = sum(int(getattr(entry, name)) for entry in entries)
    return dict(counts)


def _found(run: Run) -> list[FoundSource]:
    """The sources of this run, looked for once: four stages ask for them."""
    if run.run_id not in _FOUND:
        _FOUND[run.run_id] = discover(run.home.roots(), None if run.full else Ledger(run.home.raw))
        while len(_FOUND) > 2:
            _FOUND.popitem(last=False)
    return _FOUND[run.run_id]
