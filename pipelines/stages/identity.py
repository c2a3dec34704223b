"""Who is who: mail counted once, records normalised, pairs matched, people named."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from connectors.raw import scan
from pipelines.stages import asks, ids, models, skip, taken_over
from pipelines.stages.context import Numbers, Run
from pipelines.stages.files import write_frame
from pipelines.stages.ingest import owners, raw_state
from transforms import plan, referrals
from transforms.schema import BLOCKING, CLUSTER, IDENTIFIER, MATCH, PERSON_RECORD

MAIL_CODE = (
    "connectors/schema.py",
    "connectors/record_id.py",
    "transforms/schema.py",
    "transforms/plan.py",
    "transforms/normalise",
    "transforms/network/mail.py",
    "transforms/network/copies.py",
)
RECORD_CODE = (
    "connectors/schema.py",
    "connectors/record_id.py",
    "transforms/schema.py",
    "transforms/plan.py",
    "transforms/normalise",
    "transforms/records.py",
    "transforms/referrals.py",
)
IDENTITY_CODE = ("transforms/schema.py", "transforms/plan.py", "transforms/normalise", "transforms/identity")


def messages(run: Run) -> Numbers:
    """Count each message once per network, and note who was written to."""
    people = owners(run)
    outputs = [_built(run, name) for name in ("mail", "two_way", "list_address")]

    def work() -> Numbers:
        frames = plan.mail(scan(run.home.raw, "message").collect(), people)
        _write(run, frames)
        mail = frames["mail"]
        return {
            "messages": mail.height,
            "personal": int(mail["bulk_reason"].is_null().sum()),
            "bulk": int(mail["bulk_reason"].is_not_null().sum()),
            "on_lists": int(mail["is_list"].sum() or 0),
            "undated": int(mail["sent_at"].is_null().sum()),
            "written_to": frames["two_way"].height,
            "lists": frames["list_address"].height,
        }

    def mark() -> str:
        return skip.fingerprint(
            skip.code(*MAIL_CODE), [], {"raw": raw_state(run, "message"), "owners": people.rows()}
        )

    return skip.unless_same(run, "messages", mark, outputs, work)


def records(run: Run) -> Numbers:
    """Normalise names, addresses, phones and organisations; merge sightings of one record."""
    people = owners(run)
    outputs = [_built(run, "record"), _built(run, "record_source")]
    inputs = [_built(run, "two_way"), _built(run, "list_address")]
    named = referrals.contacts(asks.read(run.home))

    def work() -> Numbers:
        contacts = pl.concat([scan(run.home.raw, "contact").collect(), named])
        frames = plan.records(contacts, people, *(pl.read_parquet(path) for path in inputs))
        _write(run, frames)
        record = frames["record"]
        return {
            "records": record.height,
            "curated": int(record["is_curated"].sum() or 0),
            "two_way": int(record["is_two_way"].sum() or 0),
            "places": frames["record_source"].height,
        }

    def mark() -> str:
        return skip.fingerprint(
            skip.code(*RECORD_CODE),
            inputs,
            {"raw": raw_state(run, "contact"), "owners": people.rows(), "named": named.rows()},
        )

    return skip.unless_same(run, "records", mark, outputs, work)


def matches(run: Run) -> Numbers:
    """Compare candidate pairs, weigh them and cluster; fit the model when there is none for this home yet."""
    people = owners(run)
    kept = [_built(run, name) for name in ("match", "match_factor", "blocking", "identifier_strength")]
    drafts = [draft(run, name) for name in ("person_record", "cluster", "new_ids", "history")]
    settled = False

    def work() -> Numbers:
        nonlocal settled
        ids.settle_decisions(run)
        settled = True
        record = pl.read_parquet(_built(run, "record"))
        decisions, known = ids.decisions(run, ids.settled_decisions(run)), ids.known(run)
        path, model = models.choose(run, record.height)
        names = models.frequencies(path) if model is not None else None
        last = taken_over.load(run, models.mark(run)) if model is not None else None
        found = plan.identity(
            record, people, decisions.rows, known.rows, model, run.now, names, last, taken_over.wanted()
        )
        if model is None:
            models.save(path, found.model, found.frequencies, record.height)
        elif names is None or not found.frequencies.equals(names):
            models.save_frequencies(path, found.frequencies)
        taken_over.save(run, models.mark(run), found.state)
        taken_over.keep(run, found.intermediate)
        tables = {
            "match": MATCH.conform(found.match),
            "match_factor": found.match_factor,
            "blocking": plan.tidy(BLOCKING, found.blocking),
            "identifier_strength": plan.tidy(IDENTIFIER, found.identifier_strength),
        }
        _write(run, tables)
        write_frame(draft(run, "person_record"), plan.tidy(PERSON_RECORD, found.person_record))
        write_frame(draft(run, "cluster"), plan.tidy(CLUSTER, found.cluster))
        write_frame(draft(run, "new_ids"), found.new_ids)
        write_frame(draft(run, "history"), found.history)
        lanes = tables["match"]["lane"]
        return {
            "pairs": lanes.len(),
            **{f"lane_{lane}": int((lanes == lane).sum()) for lane in ("same", "review", "different")},
            "vetoed": int(tables["match"]["veto"].is_not_null().sum()),
            "pairs_compared": found.n_compared,
            "pairs_left_out": int(found.blocking["n_left_out"].sum() or 0),
            "model_version": models.version(run),
            "decisions": decisions.rows.height,
            "decisions_rejected": decisions.n_rejected,
            "ids_rejected": known.n_rejected,
        }

    def mark() -> str:
        return matches_mark(run, settled)

    return skip.unless_same(run, "matches", mark, kept + drafts, work, force=run.refit or taken_over.wanted())


def people(run: Run) -> Numbers:
    """Give every record its person, check that no person crosses networks, and set new ids aside for publishing."""
    outputs = [_built(run, "person_record"), _built(run, "cluster")]
    inputs = [draft(run, name) for name in ("person_record", "cluster")]

    def work() -> Numbers:
        member = pl.read_parquet(inputs[0])
        cluster = pl.read_parquet(inputs[1])
        record = pl.read_parquet(_built(run, "record"))
        _whole(member, record)
        _write(run, {"person_record": member, "cluster": cluster})
        sizes = member.group_by("person_id").len()["len"]
        return {
            "people": sizes.len(),
            "records": member.height,
            "people_of_several_records": int((sizes > 1).sum()),
            "largest_person": int(sizes.max() or 0),  # type: ignore[arg-type]
            "likely_people": member["likely_id"].n_unique(),
        }

    def mark() -> str:
        return skip.fingerprint(skip.code(*IDENTITY_CODE), [*inputs, _built(run, "record")], {})

    return skip.unless_same(run, "people", mark, outputs, work)


def matches_mark(run: Run, settled: bool = False) -> str:
    """What the matches rest on: records, decisions, given ids, the model. ``settled``: the decisions as the matches
    last read them, for more may have been entered since."""
    said = ids.settled_decisions(run) if settled else ids.decisions_file(run)
    inputs = [_built(run, "record"), said, run.home.path / "ids.csv"]
    params = {"model": models.mark(run), "owners": owners(run).rows()}
    return skip.fingerprint(skip.code(*IDENTITY_CODE), inputs, params)


def draft(run: Run, name: str) -> Path:
    """A table that identity made and ``people`` or publishing takes over."""
    return run.home.built / ".identity" / f"{name}.parquet"


def _whole(member: pl.DataFrame, record: pl.DataFrame) -> None:
    """Every record has exactly one person, and no person has records of two networks."""
    if member.height != record.height or member.join(record, on="record_id", how="anti").height:
        raise ValueError("records and people do not cover each other")
    spread = (
        member.group_by("person_id").agg(pl.col("network_id").n_unique().alias("n")).filter(pl.col("n") > 1)
    )
    if spread.height:
        raise ValueError("a person crosses networks")


def _built(run: Run, name: str) -> Path:
    return run.home.built / f"{name}.parquet"


def _write(run: Run, frames: plan.Frames) -> None:
    for name, frame in frames.items():
        write_frame(_built(run, name), frame)
