"""What Dagster loads: the graph as it is agreed on, and nothing with a name in it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import dagster as dg
import polars as pl
import pytest

from pipelines import automation, execute, metadata
from pipelines.assets import base, describe, ingest
from pipelines.assets.base import WRITER
from pipelines.definitions import defs
from pipelines.resources import HomeResource
from pipelines.stages import checks, pictures, watch
from pipelines.stages.chain import STAGES
from pipelines.stages.context import Run
from tests.pipelines import small

RULES = (("name", 0, 0), ("mailbox", 0, 1), ("address", 2, 6))
"""Rule, blocks, pairs."""
GRAPH = {
    "sources": ("ingest", set()),
    "contacts": ("ingest", {"sources"}),
    "mail_headers": ("ingest", {"sources"}),
    "home_tables": ("ingest", {"sources"}),
    "messages": ("identity", {"mail_headers"}),
    "records": ("identity", {"contacts", "mail_headers", "messages"}),
    "matches": ("identity", {"records"}),
    "people": ("identity", {"matches"}),
    "interactions": ("network", {"messages", "records"}),
    "acquaintance": ("network", {"messages", "records"}),
    "affiliation": ("network", {"records", "home_tables"}),
    "warehouse": ("warehouse", {"people", "interactions", "acquaintance", "affiliation", "home_tables"}),
    "published_warehouse": ("warehouse", {"warehouse"}),
    "ask_lists": ("outputs", {"published_warehouse"}),
}
"""Asset: group, what it depends on."""


def test_the_graph() -> None:
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    nodes = {key.to_user_string(): graph.get(key) for key in graph.get_all_asset_keys()}
    found = {
        name: (node.group_name, {parent.to_user_string() for parent in node.parent_keys})
        for name, node in nodes.items()
    }
    assert found == GRAPH
    assert list(STAGES) == list(GRAPH)
    for name, node in nodes.items():
        assert node.description, name
        assert node.code_version, name
        assert node.kinds, name
        assert node.owners == ["team:weakties"]
        shown = node.metadata
        assert all(column.description for column in shown["dagster/column_schema"].columns), name
        assert len(shown["dagster/column_schema"].columns) > 4, name
        code = shown["dagster/code_references"].code_references[0]
        assert Path(code.file_path).is_file(), name
        assert (Path(__file__).parents[2] / str(shown["docs"]).partition(",")[0]).exists(), name
    assert {name for name, node in nodes.items() if WRITER in node.pools} == {
        "warehouse",
        "published_warehouse",
    }


def test_columns_come_from_columns_that_exist() -> None:
    names = {asset: {name for name, _, _ in shown.columns} for asset, shown in describe.SHOWN.items()}
    for asset, (_, above) in GRAPH.items():
        for column, origins in describe.lineage(asset, sorted(above)).deps_by_column.items():
            assert column in names[asset]
            for origin in origins:
                assert origin.asset_key.path[-1] in above, (asset, column)
                assert origin.column_name in names[origin.asset_key.path[-1]], (asset, column)


def test_checks_stand_between_the_build_and_publishing() -> None:
    found = {
        key.name: defs.resolve_asset_graph().get(key) for key in defs.resolve_asset_graph().asset_check_keys
    }
    assert {name for name, check in found.items() if check.blocking} == checks.BLOCKING.keys()
    assert {name for name, check in found.items() if not check.blocking} == watch.WARNS.keys()
    assert all(check.key.asset_key == dg.AssetKey("warehouse") for check in found.values())


def test_schedules_and_sensor_start_by_themselves() -> None:
    assert automation.daily.cron_schedule == "15 6 * * *"
    assert automation.weekly_refit.cron_schedule == "15 7 * * 0"
    for schedule in (automation.daily, automation.weekly_refit):
        assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert automation.inbox.default_status == dg.DefaultSensorStatus.RUNNING
    assert int(defs.resolve_job_def("weakties").tags[dg.MAX_RUNTIME_SECONDS_TAG]) == automation.LONGEST


def test_the_config_of_a_run_has_no_place_for_a_name() -> None:
    kinds = {name: field.annotation for name, field in HomeResource.model_fields.items()}
    assert kinds == {"as_of": str, "full": bool, "refit": bool, "max_reject": float, "wait_seconds": float}


@pytest.mark.parametrize("value", ["Quentin Marblethorpe", None, ["x"], {"n": 1}])
def test_the_event_log_takes_numbers_only(value: object) -> None:
    with pytest.raises(TypeError):
        metadata.numbers({"rows": value})
    with pytest.raises(ValueError, match="plain word"):
        metadata.numbers({"Quentin Marblethorpe": 1})


def test_small_groups_are_not_drawn() -> None:
    for draw in (metadata.columns, metadata.bars):
        drawn = draw({"2024": 4, "2025": 5, "2026": 1}, "people").value
        assert drawn.endswith("people. 2024: <5 | 2025: 5 | 2026: <5")
        with pytest.raises(ValueError, match="plain"):
            draw({"Quentin": 9}, "people")


def test_pictures_of_large_counts_are_shown_at_once() -> None:
    years = {"earlier": 10**7, **{str(year): 10**6 - year for year in range(2012, 2027)}}
    rules = {f"middle as family, given root{i}": 10**8 - i for i in range(5)}
    for drawn in (metadata.columns(years, "people by year"), metadata.bars(rules, "pairs by rule")):
        assert len(drawn.value or "") <= metadata.LONGEST


def test_a_rule_that_pairs_without_blocks_is_drawn(tmp_path: Path) -> None:
    home = small.make(tmp_path / "home")
    blocking = [{"network_id": "o", "rule": r, "n_blocks": b, "n_pairs": n} for r, b, n in RULES]
    home.built.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(blocking).write_parquet(home.built / "blocking.parquet")
    run = Run(home, date(2026, 6, 1))
    assert pictures.block_sizes(run) == {"address": 3, "mailbox": 1, "name": 0}
    assert pictures.pairs_by_rule(run) == {"address": 6, "mailbox": 1, "name": 0}


def test_the_sensor_waits_until_files_have_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = small.make(tmp_path / "home")
    monkeypatch.setenv("WEAKTIES_HOME", str(home.path))
    cursor: str | None = None

    def tick() -> object:
        nonlocal cursor
        with dg.DagsterInstance.ephemeral() as instance:
            context = dg.build_sensor_context(instance=instance, cursor=cursor)
            result = automation.inbox(context)
            cursor = context.cursor
        return result

    def age(seconds: float) -> None:
        for path in home.private_files():
            if path.is_file():
                os.utime(path, (time.time() - seconds,) * 2)

    age(0)
    assert isinstance(tick(), dg.SkipReason)
    assert isinstance(tick(), dg.SkipReason), "seen twice, but still young"
    age(100)
    assert isinstance(tick(), dg.SkipReason), "old, but seen for the first time"
    asked = tick()
    assert isinstance(asked, dg.RunRequest)
    assert asked.run_config == {}
    assert isinstance(tick(), dg.SkipReason), "asked for already"
    (home.inbox / "anna" / "cards.vcf").write_text("", encoding="utf-8")
    age(50)
    assert isinstance(tick(), dg.SkipReason)
    again = tick()
    assert isinstance(again, dg.RunRequest)
    assert again.run_key != asked.run_key
    assert not any(word in f"{cursor} {again}" for word in ("cards", "anna", "mbox"))


def test_the_sensor_asks_again_for_a_run_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = small.make(tmp_path / "home")
    monkeypatch.setenv("WEAKTIES_HOME", str(home.path))
    asked: list[str] = []
    with dg.DagsterInstance.ephemeral() as instance:

        def tick(cursor: str) -> dg.RunRequest | dg.SkipReason:
            result = automation.inbox(dg.build_sensor_context(instance=instance, cursor=cursor))
            assert isinstance(result, dg.RunRequest | dg.SkipReason)
            return result

        def ends(request: dg.RunRequest, status: dg.DagsterRunStatus) -> None:
            tags = {automation.RUN_KEY: str(request.run_key)}
            run = dg.DagsterRun("weakties", run_id=str(uuid4()), status=status, tags=tags)
            instance.add_run(run)
            asked.append(str(request.run_key))

        seen = automation._digest(automation._watched(home.path))
        cursor = json.dumps({"seen": seen, "asked": seen})
        ends(dg.RunRequest(run_key=seen), dg.DagsterRunStatus.FAILURE)
        for _ in automation.RETRY_AFTER:
            again = tick(cursor)
            assert isinstance(again, dg.RunRequest)
            ends(again, dg.DagsterRunStatus.FAILURE)
        assert len(set(asked)) == 1 + len(automation.RETRY_AFTER), "Dagster runs each key once"
        assert isinstance(tick(cursor), dg.SkipReason), "not for ever"
        ends(dg.RunRequest(run_key="another"), dg.DagsterRunStatus.SUCCESS)
        assert isinstance(tick(cursor), dg.SkipReason)


@pytest.mark.dagster
def test_only_what_may_pass_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice more for a disk that stalls; a fault of the data fails at once. Neither error's text is kept."""
    small.make(tmp_path / "home")
    monkeypatch.setenv("WEAKTIES_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(base, "RETRY_SECONDS", 0)
    for error, times in ((OSError(5, "Quentin Marblethorpe"), 3), (ValueError("Quentin Marblethorpe"), 1)):
        calls = []

        def fails(run: object, error: Exception = error, calls: list[object] = calls) -> None:
            calls.append(run)
            raise error

        monkeypatch.setitem(STAGES, "sources", fails)
        result = dg.materialize([ingest.sources], resources={"home": HomeResource()}, raise_on_error=False)
        assert not result.success
        assert len(calls) == times
        assert not any("Marblethorpe" in str(event) for event in result.all_events)
        assert execute._failure(result.all_events) in ("sources: file_error", "sources: bad_value")


def test_the_sensor_is_quiet_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEAKTIES_HOME", str(tmp_path / "none"))
    with dg.DagsterInstance.ephemeral() as instance:
        result = automation.inbox(dg.build_sensor_context(instance=instance))
    assert isinstance(result, dg.SkipReason)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """As in a shell whose files everybody may read; put back afterwards, because runs close it for good."""
    old = os.umask(0)
    yield
    os.umask(old)


@pytest.mark.dagster
@pytest.mark.usefixtures("open_umask")
def test_a_run_in_dagster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The same rows as below Dagster; a place in the UI; after a failure too, no name outside tables and lists."""
    home, plain = small.make(tmp_path / "home"), small.make(tmp_path / "plain")
    exports = set(home.private_files())
    for name in ("WEAKTIES_HOME", "DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        monkeypatch.setenv(name, "")
    good = execute.execute(home, small.AS_OF)
    assert good.succeeded
    assert good.failed_checks == []
    assert sorted(good.stages) == sorted(STAGES)
    assert all(counts["seconds"] >= 0 and counts["peak_memory_mb"] > 1 for counts in good.stages.values())
    assert good.stages["warehouse"]["targets_reachable"] == 1
    small.run(plain)
    assert small.tables(home.warehouse) == small.tables(plain.warehouse)

    from pipelines.stages import identity

    def fails(*_: object) -> None:
        raise ValueError("cannot cast Quentin Marblethorpe <qmarble@zanzibarium.example>")

    small.add_person(home)
    published = home.warehouse.read_bytes()
    monkeypatch.setattr(identity.plan, "records", fails)
    bad = execute.execute(home, small.AS_OF)
    monkeypatch.undo()
    assert not bad.succeeded
    assert bad.failure == "records: bad_value"
    assert home.warehouse.read_bytes() == published

    monkeypatch.setenv("WEAKTIES_HOME", "")
    monkeypatch.setenv("DAGSTER_HOME", "")
    rejected = execute.execute(home, small.AS_OF, max_reject=0.0)
    assert rejected.succeeded, "nothing is rejected in here"

    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        runs = instance.get_runs()
        assert [run.status.value for run in runs] == ["SUCCESS", "FAILURE", "SUCCESS"]
        assert {run.job_name for run in runs} == {"weakties"}
        assert set(runs[0].run_config["resources"]["home"]["config"]) == {
            "as_of",
            "full",
            "refit",
            "max_reject",
        }
    talk = "".join(capfd.readouterr())
    for path in home.dagster.rglob("*"):
        if path.is_file():
            talk += path.read_bytes().decode("utf-8", "replace")
    talk += json.dumps(good.stages)
    assert [canary for canary in small.CANARIES if canary in talk] == []
    written = [path for path in home.private_files() if path not in exports and path.suffix != ".vcf"]
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []
