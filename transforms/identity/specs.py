"""What records are compared by, as a list of field specs.

CONTACTS ships: the fields of address books and mail. A set of records that knows more of its people may add specs of
kind date, code or text, and nothing else: blocking, estimation and clustering are the same. Each added value has nine
levels; the chance that strangers agree comes from how often the value occurs, the rest is estimated without labels.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from transforms.identity import levels
from transforms.identity.coding import NONE, Bools, Ints, Values, codes
from transforms.identity.similarity import in_order
from transforms.normalise import names
from transforms.normalise.columns import mapped

Floats = npt.NDArray[np.float64]

GRADES = (2, 3, 6, 16)
"""Cuts of how many people, told apart by their names, hold a value: equal levels 1 to 5."""
VALUE = (
    "missing",
    "equal, held by nobody else",
    "equal, held by two people",
    "equal, held by 3 to 5",
    "equal, held by 6 to 15",
    "equal, common",
    "nearly equal",
    "similar",
    "differ",
)
M_VALUE = (0.82, 0.08, 0.04, 0.06)
"""Prior chances that a matching pair's values are equal, nearly equal, similar, different."""
_SAMPLE = 200_000


@dataclass(frozen=True)
class Spec:
    """``levels``: texts by level, 0 for missing. An added spec names its RECORD ``column`` and ``kind``: date
    (YYYY-MM-DD), code (postcode, number) or text."""

    name: str
    levels: tuple[str, ...] = VALUE
    column: str = ""
    kind: str = "contact"


CONTACTS = (
    Spec("name", levels.NAME),
    Spec("email", levels.EMAIL),
    Spec("phone", levels.PHONE),
    Spec("profile", levels.PROFILE),
    Spec("affiliation", levels.AFFILIATION),
    Spec("city", levels.CITY),
    Spec("source", levels.SOURCE),
)


@dataclass(frozen=True)
class Value:
    """An added field of all records: codes into ``texts``, grade of each text, and ``chance``: how likely strangers'
    values are equal (by grade, five), nearly equal, similar, different. The last two are measured by ``graded``."""

    spec: Spec
    code: Ints
    texts: pl.Series
    grade: Ints
    chance: Floats

    def held(self) -> Values:
        """The codes as a long table."""
        known = np.flatnonzero(self.code != NONE)
        return Values(known, self.code[known], self.texts)


def added_values(records: pl.DataFrame, specs: tuple[Spec, ...]) -> tuple[Value, ...]:
    """The added specs' columns of RECORD rows, in order; ``graded`` measures them."""
    found = []
    for spec in specs:
        if spec.kind != "contact":
            (code,), texts = codes(mapped(records[spec.column].cast(pl.String), _NORMALISE[spec.kind]))
            found.append(Value(spec, code, texts, np.ones(len(texts), np.int64), np.full(8, 0.1)))
    return tuple(found)


def graded(value: Value, people: Ints, trusted: Bools) -> Value:
    """With grades and chances: ``people`` who hold each text, names that one person may use counted once.

    The chance that two strangers share a value that nobody else holds is the rate at which people's values collide;
    that of a value which k others hold is k over all people."""
    known = np.flatnonzero((value.code != NONE) & trusted)
    everybody = max(float(people.sum()), 2.0)
    collide = (float((people * (people - 1) / 2).sum()) + 0.5) / (everybody * (everybody - 1) / 2)
    records = np.bincount(value.code[known], minlength=len(value.texts)) / max(len(known), 1)
    grade = 1 + np.digitize(people, GRADES)
    common = records[grade == 5]
    equal = np.array([collide, 1 / everybody, 3 / everybody, 9 / everybody, 0.0])
    equal[4] = float((common**2).sum() / common.sum()) if len(common) else 0.1
    equal = np.maximum(equal, min(collide, 0.5))
    if len(known) < 2:
        return value
    rng = np.random.default_rng(len(known))
    i, j = rng.choice(known, (2, _SAMPLE))
    level = compare(value, i, j)
    level = level[i != j]
    seen = np.array([(level == k).sum() + 1.0 for k in (6, 7, 8)]) / (len(level) + 3)
    return Value(value.spec, value.code, value.texts, grade, np.concatenate([equal, seen]))


def compare(value: Value, i: Ints, j: Ints) -> Ints:
    """Level (see VALUE) of each pair; closeness is computed once per distinct pair of values."""
    a, b = value.code[i], value.code[j]
    level = np.where((a == NONE) | (b == NONE), 0, 8)
    same = (a == b) & (a != NONE)
    level[same] = value.grade[a[same]]
    rows = np.flatnonzero(level == 8)
    if len(rows):
        low, high = np.minimum(a[rows], b[rows]), np.maximum(a[rows], b[rows])
        distinct, back = np.unique(low * len(value.texts) + high, return_inverse=True)
        left, right = in_order(value.texts, distinct // len(value.texts), distinct % len(value.texts))
        level[rows] = _CLOSENESS[value.spec.kind](left, right)[back.reshape(-1)]
    return level


def bits(value: Value, m: Floats) -> Floats:
    """Log-likelihood ratios in bits by level, for match chances ``m`` as M_VALUE."""
    agree = np.log2(m[0] / value.chance[:5])
    return np.concatenate([[0.0], np.maximum(agree, 0.0), np.log2(m[1:] / value.chance[5:])])


def _dates(left: list[str], right: list[str]) -> Ints:
    """Near: one digit wrong, two neighbours or day and month changed places. Similar: the year or the day agrees."""
    near = cpdist(left, right, scorer=OSA.distance, dtype=np.int32) <= 1
    turned = [
        a[:4] == b[:4] and a[4:6] == b[6:8] and a[6:8] == b[4:6] for a, b in zip(left, right, strict=True)
    ]
    alike = [a[:4] == b[:4] or a[4:] == b[4:] for a, b in zip(left, right, strict=True)]
    return _graded(near | np.array(turned, bool), np.array(alike, bool))


def _codes_close(left: list[str], right: list[str]) -> Ints:
    """Near: one character wrong or two neighbours changed places. Similar: the first half agrees."""
    near = cpdist(left, right, scorer=OSA.distance, dtype=np.int32) <= 1
    alike = [a[: (len(a) + 1) // 2] == b[: (len(a) + 1) // 2] for a, b in zip(left, right, strict=True)]
    return _graded(near, np.array(alike, bool))


def _texts_close(left: list[str], right: list[str]) -> Ints:
    """Near and similar by Jaro-Winkler, at .92 and .8."""
    score = cpdist(left, right, scorer=JaroWinkler.similarity, dtype=np.float32)
    return _graded(score >= 0.92, score >= 0.8)


def _graded(near: Bools, alike: Bools) -> Ints:
    return np.where(near, 6, np.where(alike, 7, 8))


_NOT_CODE = re.compile(r"[^a-z0-9]+")
_NORMALISE: dict[str, Callable[[str], str | None]] = {
    "date": lambda text: re.sub(r"\D", "", text) or None,
    "code": lambda text: _NOT_CODE.sub("", text.lower()) or None,
    "text": lambda text: names.fold(text).replace(" ", "") or None,
}
_CLOSENESS = {"date": _dates, "code": _codes_close, "text": _texts_close}
