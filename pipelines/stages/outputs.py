"""What people take away: the ranked lists as files."""

from __future__ import annotations

from pipelines.outputs import ask_list
from pipelines.stages import skip
from pipelines.stages.context import Numbers, Run


def ask_lists(run: Run) -> Numbers:
    """Write out/ask_list.csv and .json and one pair for each target, from the published file only."""
    outputs = [run.home.out / "ask_list.csv", run.home.out / "ask_list.json"]

    def work() -> Numbers:
        return {"rows": ask_list.write(run.home.warehouse, run.home.out)}

    def mark() -> str:
        return skip.fingerprint(skip.code("pipelines/outputs", "warehouse"), [run.home.warehouse], {})

    return skip.unless_same(run, "ask_lists", mark, outputs, work)
