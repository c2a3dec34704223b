"""How rare a name is: a shipped population prior blended with the records themselves.

With few records the prior decides (a home with 50 contacts cannot know that Michael Schmidt is common), with many
the data do: f = (n_observed + W f_prior) / (N + W). Bits are -log2 f.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from transforms.normalise.spelling import POPULATIONS, TABLES, roots

W = 500.0
"""Weight of the prior, in records."""
DEPENDENCE = 3.0
"""Bits by which the two parts of a name, taken as independent, may say more than the count of the full name."""
UNLISTED = {"given": 5e-5, "family": 4e-5}
"""Frequency of a name that the table does not list."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Bits:
    given: Floats
    family: Floats
    full: Floats
    rarity: Floats
    """log10 of given x family in the prior alone."""


FREQUENCY = pl.Schema({"part": pl.String(), "name": pl.String(), "n": pl.Int64()})
"""How many trusted records bear a name: given, family, full (folded, order-free; from three bearers on), and their
number in all (part records). Frozen with a model, so that one more record moves nobody's weights."""


def count(
    tokens: pl.Series,
    given: npt.NDArray[np.int64],
    family: npt.NDArray[np.int64],
    name_key: npt.NDArray[np.int64],
    trusted: npt.NDArray[np.bool_],
) -> pl.DataFrame:
    """FREQUENCY rows of these records."""
    frames = [pl.DataFrame([("records", "", int(trusted.sum()))], schema=FREQUENCY, orient="row")]
    for part, code in (("given", given), ("family", family), ("full", name_key)):
        counts = np.bincount(code[trusted & (code >= 0)], minlength=1)
        held = np.flatnonzero(counts >= (3 if part == "full" else 1))
        columns = {"part": [part] * len(held), "name": tokens.gather(held), "n": counts[held]}
        frames.append(pl.DataFrame(columns, schema=FREQUENCY))
    return pl.concat(frames)


def bits(
    tokens: pl.Series,
    given: npt.NDArray[np.int64],
    family: npt.NDArray[np.int64],
    name_key: npt.NDArray[np.int64],
    frequencies: pl.DataFrame,
) -> Bits:
    """Bits of each record's given name, family name and full name; 0 where it has none. ``frequencies``: FREQUENCY
    rows, of these records or of those that the model was fitted to."""
    n = n_records(frequencies)
    prior_g, prior_f = _prior(tokens, given, "given"), _prior(tokens, family, "family")
    count_g, count_f, count_k = (_counts(tokens, frequencies, part) for part in ("given", "family", "full"))
    g = -np.log2((count_g + W * prior_g) / (n + W))[given] * (given >= 0)
    f = -np.log2((count_f + W * prior_f) / (n + W))[family] * (family >= 0)
    both = (given >= 0) & (family >= 0)
    prior = np.where(both, prior_g[given] * prior_f[family], 1.0)
    held = np.maximum(np.where(name_key >= 0, count_k[name_key], 2) - 1, 1)
    full = -np.log2((held + W * prior) / (n + W))
    token_sum = np.where(both, g + f, 0.0)
    full = np.where(both, np.maximum(full, np.minimum(token_sum, full + DEPENDENCE)), np.maximum(g, f))
    return Bits(g, f, full, np.log10(prior))


def n_records(frequencies: pl.DataFrame) -> int:
    """Trusted records that were counted."""
    return int(frequencies.filter(pl.col("part") == "records")["n"].sum())


def _counts(tokens: pl.Series, frequencies: pl.DataFrame, part: str) -> npt.NDArray[np.int64]:
    """Bearers by token code; 0 for names that were not counted."""
    held = frequencies.filter(pl.col("part") == part).select("name", "n")
    n = tokens.alias("name").to_frame().join(held, on="name", how="left", maintain_order="left")["n"]
    return np.append(n.fill_null(0).to_numpy(), 0)


def _prior(tokens: pl.Series, used: npt.NDArray[np.int64], part: str) -> Floats:
    """Prior frequency by token code, for the codes in use."""
    out = np.full(len(tokens) + 1, UNLISTED[part])
    codes = np.unique(used[used >= 0])
    out[codes] = [frequency(name, part) for name in tokens.gather(codes).to_list()]
    return out


def frequency(token: str, part: str) -> float:
    """Prior frequency of a folded given or family name where it is most common."""
    table = _table(part)
    if part == "given":
        return max((table.get(root, UNLISTED[part]) for root in roots(token)), default=UNLISTED[part])
    return table.get(token, UNLISTED[part])


@lru_cache(maxsize=2)
def _table(part: str) -> dict[str, float]:
    found: dict[str, float] = {}
    section = ""
    texts = [line for name in POPULATIONS for line in (TABLES / name).read_text("utf-8").splitlines()]
    for line in (line for line in texts if not line.startswith("#")):
        if line.startswith("["):
            section = line.strip("[]")
        elif section == part and ":" in line:
            rate, _, listed = line.partition(":")
            for name in listed.split():
                found[name] = max(found.get(name, 0.0), float(rate) / 1e5)
    return found
