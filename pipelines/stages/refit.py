"""Fitting the ties' constants anew on the published file; the identity model is fitted by the stages themselves."""

from __future__ import annotations

import json

from pipelines.home import Home
from pipelines.stages.context import Numbers, Run
from pipelines.stages.files import replace_text
from warehouse import fit

_LAST = "refit.json"


def ties(run: Run) -> Numbers:
    """Put the fitted constants in force for this run; nothing before anything was published. Gives the constants and
    the counts they rest on. The caller holds the lock."""
    if not run.home.warehouse.is_file():
        return {}
    fitted: Numbers = dict(fit.refit(run.home.warehouse, run.home.models))
    replace_text(run.home.models / _LAST, json.dumps(fitted, indent=1) + "\n")
    return fitted


def last(home: Home) -> Numbers:
    """What the last refit of this home gave; empty when there was none."""
    path = home.models / _LAST
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}
