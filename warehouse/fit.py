"""Constants of the tie and introduction models: the shipped ones, and how `refit` changes some of them.

Refit reads the published warehouse. It moves q (the typical two-way tie) and the intercepts of the two
probabilities, never a coefficient of theirs: ranks between people stay what they were, scales fit the owner's mail.
The choice model's coefficients are handed in (warehouse/learning.py).
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from warehouse import reliability
from warehouse.connect import reading

FILE = "ties.json"
"""Name of the parameters' file in the home's models folder."""
SHIPPED_VERSION = "shipped"
MIN_TIES = 20
"""Two-way ties below which q stays as it is: a median of fewer is noise."""
PRIOR_SD = 1.0
"""Standard deviation, in log odds, of how far an intercept may lie from the shipped one (a normal prior)."""
HORIZON = 180
"""Days of the past that are set aside as labels."""

SHIPPED: dict[str, tuple[float, str]] = {
    "q_mail": (2.0, "tie_raw of a typical two-way mail tie: tie is half way there"),
    "q_link": (1.0, "link of a typical acquaintance, in messages to one person today"),
    "touch_intercept": (0.0, "added to the log odds of keeps_in_touch; refit moves it"),
    "touch_constant": (-0.277, "keeps_in_touch: constant"),
    "touch_geo": (0.382, "keeps_in_touch: sqrt(so * si)"),
    "touch_geoa": (0.522, "keeps_in_touch: the same over addressed mail"),
    "touch_rec": (-0.293, "keeps_in_touch: ln(1 + days since any mail)"),
    "touch_rec_out": (-0.116, "keeps_in_touch: ln(1 + days since the owner wrote)"),
    "touch_rec_in": (-0.186, "keeps_in_touch: ln(1 + days since the other wrote)"),
    "touch_weeks": (-0.890, "keeps_in_touch: ln(1 + active weeks)"),
    "touch_aweeks": (1.579, "keeps_in_touch: ln(1 + active weeks with addressed mail)"),
    "touch_turns": (-0.147, "keeps_in_touch: ln(1 + changes of direction)"),
    "touch_age0": (0.122, "keeps_in_touch: ln(1 + days since the first mail)"),
    "touch_so": (-0.140, "keeps_in_touch: ln(1 + 10 * decayed sum sent)"),
    "touch_si": (-0.216, "keeps_in_touch: ln(1 + 10 * decayed sum received)"),
    "answers_intercept": (0.751, "added to the log odds of answers; refit moves it"),
    "answers_slope": (0.307, "answers: factor on the log odds of any mail from the other within 30 days"),
    "answers_quiet": (-0.097, "answers: factor on ln(1 + days since the other wrote to anybody)"),
    "epsilon": (1e-4, "link of a broker without a known path, several mailboxes pooled"),
    "epsilon_alone": (1e-3, "the same where only the owner's mailbox is known"),
    "pool_base": (0.191, "choice model, several mailboxes pooled: exponent of the closed form"),
    "pool_introduced_me": (0.06, "pooled: the broker's past introductions of the owner"),
    "pool_introduced_them": (0.124, "pooled: the broker's past introductions of the target"),
    "pool_with_me": (0.381, "pooled: the broker's mail to 2 to 8 people with the owner among them"),
    "pool_between": (0.129, "pooled: mail between owner and broker that addresses the target too"),
    "pool_near": (0.166, "pooled: the owner's mail to at most 5 people with both on it"),
    "pool_days_since_them": (-0.187, "pooled: ln(1 + days since broker and target wrote)"),
    "pool_days_quiet": (-0.142, "pooled: ln(1 + days since the broker wrote to anybody)"),
    "alone_base": (0.266, "choice model, the owner's mailbox alone: exponent of the closed form"),
    "alone_introduced_me": (0.099, "alone: the broker's past introductions of the owner"),
    "alone_with_me": (0.281, "alone: the broker's mail to 2 to 8 people with the owner among them"),
    "alone_between": (0.254, "alone: mail between owner and broker that addresses the target too"),
    "alone_seen": (0.06, "alone: the owner's mail to at most 8 people with both on it"),
    "alone_days_since_me": (-0.185, "alone: ln(1 + days since owner and broker wrote)"),
    "same_org": (1.5, "log factor for a broker at the target's organisation"),
    "new_exponent": (0.3, "without a target: exponent of 1 + people a broker knows whom the owner does not"),
    "company_exponent": (0.35, "exponent of a broker's ties into a company, role or city"),
    "in_company": (2.0, "log factor for somebody in the company, role or city"),
    "extra_broker": (
        0.5,
        "two brokers on the way: share of epsilon that is added to it, times the second hop's link (1 at most)",
    ),
}


@dataclass(frozen=True)
class Parameters:
    """Values by name and the version they came with."""

    version: str
    values: dict[str, float]

    def rows(self) -> list[tuple[str, str, float, str]]:
        """Rows of model_parameter, sorted by name."""
        return [(self.version, name, self.values[name], SHIPPED[name][1]) for name in sorted(self.values)]


def shipped() -> Parameters:
    return Parameters(SHIPPED_VERSION, {name: value for name, (value, _) in SHIPPED.items()})


def load(models: Path) -> Parameters:
    """The home's parameters: shipped ones, with those of the last refit in their place."""
    path = models / FILE
    if not path.is_file():
        return shipped()
    kept = json.loads(path.read_text(encoding="utf-8"))
    fitted = {name: float(value) for name, value in kept["values"].items() if name in SHIPPED}
    return Parameters(str(kept["version"]), shipped().values | fitted)


def refit(warehouse: Path, models: Path, ranking: Mapping[str, float] | None = None) -> dict[str, float]:
    """Fit q and both intercepts on a published warehouse, write models/ties.json (0600, put in place whole) and
    return the fitted values with the counts they rest on. The next run uses them. ranking: parameters of the choice
    model that are to take the place of the shipped ones.

    Labels: mail from the cut (as_of - 180 days, back to a Monday) on; features: what tie_features says before it.
    Reliability, which is kept beside the values, is held out in time: intercepts of the 180 days before the cut,
    judged by what came after it.
    """
    with reading(warehouse) as con:
        as_of: date = con.execute("select as_of()").fetchall()[0][0]
        cut = _monday(as_of - timedelta(days=HORIZON))
        earlier = _monday(cut - timedelta(days=HORIZON))
        old = load(models).values
        raws = con.execute(
            "select tie_raw from tie where n_sent > 0 and n_received > 0 order by tie_raw"
        ).fetchall()
        links = con.execute("select link from hop where n_out > 0 and n_in > 0 order by link").fetchall()
        past = {name: _labelled(con, name, cut, as_of) for name in _LABELS}
        before = {name: _labelled(con, name, earlier, cut) for name in _LABELS}
    fitted = {
        "q_mail": _median(raws, old["q_mail"]),
        "q_link": _median(links, old["q_link"]),
        "touch_intercept": _intercept("keeps_in_touch", past),
        "answers_intercept": _intercept("answers", past),
    } | dict(ranking or {})
    measured = [
        dict(zip(reliability.COLUMNS, row, strict=True))
        for name, rows in past.items()
        for row in reliability.rows(name, _said(rows, _intercept(name, before)), cut, as_of)
    ]
    version = f"refit-{as_of.isoformat()}"
    _write(models / FILE, {"version": version, "values": fitted, "reliability": measured})
    counts = {"n_two_way": len(raws), "n_links": len(links)}
    counts |= {"n_touch": len(past["keeps_in_touch"]), "n_answers": len(past["answers"])}
    return fitted | {name: float(n) for name, n in counts.items()}


def intercept(rows: Sequence[tuple[float, bool]], prior: float = 0.0) -> float:
    """The b that maximises sum log p(y | logistic(logit + b)) - (b - prior)^2 / (2 PRIOR_SD^2), for rows (logit, y); the prior
    without rows. Newton's method on a concave function of one variable."""
    b = prior
    for _ in range(50):
        slope, curve = (prior - b) / PRIOR_SD**2, -1 / PRIOR_SD**2
        for logit, y in rows:
            p = _logistic(logit + b)
            slope += y - p
            curve -= p * (1 - p)
        step = max(-2.0, min(2.0, slope / curve))
        b -= step
        if abs(step) < 1e-10:
            break
    return b


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, logit))))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


_Labelled = list[tuple[str, float, bool]]
"""(owner_id, log odds before the intercept, whether it came true)."""


def _labelled(con: duckdb.DuckDBPyConnection, name: str, cut: date, until: date) -> _Labelled:
    """What the model says as of the cut, and whether it came true before ``until``."""
    return con.execute(_LABELS[name][0], {"cut": cut, "until": until}).fetchall()


def _intercept(name: str, labelled: Mapping[str, _Labelled]) -> float:
    return intercept([(logit, y) for _, logit, y in labelled[name]], SHIPPED[_LABELS[name][1]][0])


def _said(rows: _Labelled, b: float) -> _Labelled:
    return [(owner, _logistic(logit + b), y) for owner, logit, y in rows]


_TOUCH = """
select f.owner_id, f.touch_logit, coalesce(l.is_both, false)
from tie_features(p_as_of := $cut) f left join (
    select owner_id, person_id,
        bool_or(direction = 'out' and n_addressed > 0) and bool_or(direction = 'in' and n_addressed > 0) as is_both
    from interaction where week >= $cut and week < $until group by owner_id, person_id
) l using (owner_id, person_id)
order by all
"""

# First addressed mail of the owner after the cut, while an answer's 30 days still fit before the end.
_ANSWERS = """
with asked as (
    select owner_id, person_id, min(first_at) as at from interaction
    where week >= $cut and week < $until and direction = 'out' and n_addressed > 0 group by owner_id, person_id
)
select f.owner_id, f.answer_logit, exists (
    select 1 from interaction i where i.owner_id = a.owner_id and i.person_id = a.person_id
        and i.direction = 'in' and i.n_addressed > 0 and i.last_at > a.at and i.first_at <= a.at + to_days(30))
from asked a join tie_features(p_as_of := $cut) f using (owner_id, person_id)
where a.at < $until::timestamp - to_days(30)
order by all
"""
_LABELS = {"keeps_in_touch": (_TOUCH, "touch_intercept"), "answers": (_ANSWERS, "answers_intercept")}
"""By probability: the query for what is said and what came true, and the parameter that refit moves."""


def _median(rows: list[tuple[float]], default: float) -> float:
    if len(rows) < MIN_TIES:
        return default
    return max(float(rows[len(rows) // 2][0]), 1e-6)


def _write(path: Path, content: dict[str, object]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temp = path.with_name(f".part-{os.getpid()}-{path.name}")
    with open(os.open(temp, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as out:
        json.dump(content, out, indent=1, sort_keys=True)
        out.flush()
        os.fsync(out.fileno())
    os.replace(temp, path)
