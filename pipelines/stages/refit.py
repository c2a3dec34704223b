"""Fitting the constants of ties and ranking anew on the published file; the identity model is fitted by the stages
themselves."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.home import Home
from pipelines.stages.context import Numbers, Run
from pipelines.stages.files import replace_text
from warehouse import fit, learning
from warehouse import reliability as measured

_LAST = "refit.json"
_PAST = ".past"


def constants(run: Run) -> Numbers:
    """Put the fitted constants in force for this run; nothing before anything was published. Gives the constants and
    the counts they rest on. The caller holds the lock."""
    if not run.home.warehouse.is_file():
        return {}
    with _scratch(run.home) as folder:
        learnt = learning.learn(run.home.warehouse, run.home.built, folder, fit.shipped().values)
    fitted: Numbers = dict(fit.refit(run.home.warehouse, run.home.models, learnt.values))
    for network, n in learnt.n.items():
        fitted[f"n_introductions_{network}"] = float(n)
    for network, gain in learnt.gain.items():
        fitted[f"gain_{network}"] = gain
    replace_text(run.home.models / _LAST, json.dumps(fitted, indent=1) + "\n")
    return fitted


@contextmanager
def _scratch(home: Home) -> Iterator[Path]:
    """An empty private folder for warehouses of the past."""
    clear(home)
    folder = home.built / _PAST
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        clear(home)


def clear(home: Home) -> None:
    """Remove what a killed refit left. The lock must be held."""
    shutil.rmtree(home.built / _PAST, ignore_errors=True)


def last(home: Home) -> Numbers:
    """What the last refit of this home gave; empty when there was none."""
    path = home.models / _LAST
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def reliability(home: Home) -> list[dict[str, object]]:
    """Rows of table reliability as the last refit measured them."""
    return [dict(zip(measured.COLUMNS, row, strict=True)) for row in measured.load(home.models / fit.FILE)]
