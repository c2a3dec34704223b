"""Introductions that happened, and other people's rankings of who would have made them, from events alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from benchmarks.replay.events import Events, days

DAY = 86400.0
WITHIN = 90
"""Days within which the two must write."""
SETTLE = 180
"""Days of a set before its first event."""


def queries(events: Events) -> pl.DataFrame:
    """(kind, msg_id, at, broker, a, c): a was brought together with c by broker. A pair that was addressed together
    gives two rows (coaddr), somebody added in a reply one (loopin); each unordered pair counts once a kind."""
    found = pl.concat([_coaddressed(events), _looped(events)]).sort("kind", "at", "msg_id", "a", "c")
    # the last 60 % of each kind, by time, are tested
    nth = pl.int_range(pl.len()).over("kind") / pl.len().over("kind")
    return found.with_columns(is_test=nth >= 0.4).with_row_index("query")


def _coaddressed(events: Events) -> pl.DataFrame:
    edges, most = events.edges, 6 if events.name.startswith("kernel") else 8
    small = edges.filter((pl.col("n_recipients") >= 2) & (pl.col("n_recipients") <= most)).select(
        "msg_id", "at", "sender", "recipient"
    )
    pair = small.join(small.select("msg_id", c="recipient"), on="msg_id").filter(
        pl.col("recipient") < pl.col("c")
    )
    pair = pair.rename({"recipient": "a", "sender": "broker"}).filter(
        pl.col("at") >= events.first + days(SETTLE)
    )
    wrote = _wrote(edges)
    pair = (
        _kept(pair, wrote, both=True)
        .sort("at", "msg_id")
        .unique(["a", "c"], keep="first", maintain_order=True)
    )
    turned = pair.rename({"a": "c", "c": "a"})
    columns = ["msg_id", "at", "broker", "a", "c"]
    return pl.concat([pair.select(columns), turned.select(columns)]).with_columns(kind=pl.lit("coaddr"))


def _looped(events: Events) -> pl.DataFrame:
    edges = events.edges
    reply = edges.filter(pl.col("reply_to_sender").is_not_null())
    to_author = reply.filter(pl.col("recipient") == pl.col("reply_to_sender"))["msg_id"].unique()
    parents = edges.select("ts", parent=pl.col("msg_id"), author="sender").unique(["author", "ts"])
    reply = reply.filter(
        pl.col("msg_id").is_in(to_author.implode()) & (pl.col("recipient") != pl.col("reply_to_sender"))
    ).join(parents, left_on=["reply_to_sender", "parent_ts"], right_on=["author", "ts"])
    added = reply.join(
        edges.select(parent="msg_id", recipient="recipient"), on=["parent", "recipient"], how="anti"
    ).filter(pl.len().over("msg_id") <= 5)
    rows = added.select("msg_id", "at", broker="sender", a="reply_to_sender", c="recipient").filter(
        (pl.col("at") >= events.first + days(SETTLE)) & (pl.col("a") != pl.col("broker"))
    )
    rows = _kept(rows, _wrote(edges), both=False).sort("at", "msg_id")
    pair = pl.struct(pl.min_horizontal("a", "c"), pl.max_horizontal("a", "c").alias("d"))
    return rows.filter(pair.is_first_distinct()).with_columns(kind=pl.lit("loopin"))


def _wrote(edges: pl.DataFrame) -> pl.DataFrame:
    return edges.filter("is_addressed").select("sender", "recipient", when="at")


def _kept(rows: pl.DataFrame, wrote: pl.DataFrame, both: bool) -> pl.DataFrame:
    """Rows whose a and c had not written before at, and wrote within WITHIN days after (both, or c to a)."""
    rows = rows.with_row_index("nth")
    ac = rows.join(wrote, left_on=["a", "c"], right_on=["sender", "recipient"], how="inner")
    ca = rows.join(wrote, left_on=["c", "a"], right_on=["sender", "recipient"], how="inner")
    old = pl.concat([ac, ca]).filter(pl.col("when") <= pl.col("at"))["nth"].unique()

    def soon(found: pl.DataFrame) -> pl.Series:
        later = (pl.col("when") > pl.col("at")) & (pl.col("when") <= pl.col("at") + days(WITHIN))
        return found.filter(later)["nth"].unique()

    rows = rows.filter(~pl.col("nth").is_in(old.implode()) & pl.col("nth").is_in(soon(ca).implode()))
    if both:
        rows = rows.filter(pl.col("nth").is_in(soon(ac).implode()))
    return rows.drop("nth")


@dataclass
class Snapshot:
    """Everything before an instant as matrices over people."""

    before: pl.DataFrame
    cut: float
    people: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        s, r = self.before["sender"].to_numpy(), self.before["recipient"].to_numpy()
        self.people = np.unique(np.concatenate([s, r]))
        n = len(self.people)
        self.s, self.r = np.searchsorted(self.people, s), np.searchsorted(self.people, r)
        age = (self.cut - self.before["ts"].to_numpy()) / DAY
        self.n_to = self.before["n_recipients"].to_numpy()
        self.w = self.n_to**-0.5 * 2.0 ** (-age / 180)
        self.msg = self.before["msg_id"].to_numpy()
        self.wrote = np.bincount(self.s * n + self.r, self.w, n * n).reshape(n, n)
        self.volume = self.wrote + self.wrote.T
        self.linked = self.volume > 0
        self.degree = self.linked.sum(1)

    def index(self, person: int) -> int | None:
        at = int(np.searchsorted(self.people, person))
        return at if at < len(self.people) and self.people[at] == person else None

    def scores(self, a_id: int, c_id: int) -> tuple[np.ndarray, dict[str, np.ndarray]] | None:
        """(candidates, score by name): everybody a has mailed or been mailed by, without c; None without any."""
        a, c = self.index(a_id), self.index(c_id)
        if a is None:
            return None
        near = self.linked[a].copy()
        if c is not None:
            near[c] = False
        who = np.flatnonzero(near)
        if not len(who):
            return None
        u_a, none = self.volume[a, who], np.zeros(len(who))
        u_c = self.volume[who, c] if c is not None else none
        o_c = self.wrote[who, c] if c is not None else none
        direct, seen = self._mine(a, c, who)
        o_a = self.wrote[who, a]
        scores = {
            "closed form": u_a * (np.sqrt(u_c * o_c) + 1e-4),
            "product with back-off": np.where(u_c > 0, 1e6 + u_a * u_c / (1 + u_a * u_c) * 1e3, u_a),
            "product": u_a * u_c,
            "min": np.minimum(u_a, u_c),
            "strongest tie to the target": u_c,
            "strongest tie": u_a,
            "personalised PageRank": self._walk(c)[who] if c is not None else none,
            "Adamic-Adar": (self.linked[who] * (self.linked[c] / np.log(np.maximum(self.degree, 2)))).sum(1)
            if c is not None
            else none,
            "own mailbox: closed form": np.sqrt(u_a * o_a) * (direct + 0.3 * seen + 1e-3),
            "own mailbox: product": u_a * direct,
        }
        return self.people[who], scores

    def _walk(self, c: int) -> np.ndarray:
        at = np.zeros(len(self.people))
        at[c] = 1
        start, total = at.copy(), np.maximum(self.volume.sum(1), 1e-12)
        for _ in range(3):
            at = 0.15 * start + 0.85 * ((at / total) @ self.volume)
        return at

    def _mine(self, a: int, c: int | None, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Decayed messages that a was on: one of (b, c) wrote with the other on it; both on it in any role."""
        direct, seen = np.zeros(len(self.people)), np.zeros(len(self.people))
        if c is None:
            return direct[who], seen[who]
        mine = np.unique(self.msg[(self.s == a) | (self.r == a)])
        hers = np.unique(self.msg[(self.s == c) | (self.r == c)])
        rows = np.flatnonzero(np.isin(self.msg, np.intersect1d(mine, hers)))
        for row in rows:
            if self.r[row] != c:
                seen[self.r[row]] += self.w[row]
            if self.s[row] == c:
                direct[self.r[row]] += self.w[row]
            elif self.r[row] == c:
                direct[self.s[row]] += self.w[row]
                seen[self.s[row]] += self.w[row]
        return direct[who], seen[who]
