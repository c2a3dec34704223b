"""How far an identifier identifies: counted over trusted records, never over what headers claim.

A mailbox is weak when it belongs to a role or a list, or when people whose names cannot be one person's hold it
(a couple's mailbox). A number is graded by how many such people hold it: family line, office, switchboard.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.identity import addresses, specs
from transforms.identity.fields import Fields, Ints, Values
from transforms.normalise import names
from transforms.schema import IDENTIFIER

_ENOUGH = 16
"""Stop telling names apart beyond this many: a switchboard is a switchboard."""


def measure(fields: Fields) -> None:
    """Fills ``holders`` (people per code of each kind) and ``weak_mailbox`` (by mailbox code)."""
    for kind, values in _kinds(fields):
        fields.holders[kind] = holders(fields, values)
    fields.values = tuple(
        specs.graded(value, holders(fields, value.held()), fields.trusted) for value in fields.values
    )
    mailbox = fields.mailbox.texts
    nobodys = (addresses.is_role(mailbox) | addresses.is_list_like(mailbox)).to_numpy()
    fields.weak_mailbox = nobodys | (fields.holders["mail"] > 1)


def _kinds(fields: Fields) -> tuple[tuple[str, Values], ...]:
    return ("mail", fields.mailbox), ("phone", fields.phone), ("profile", fields.profile)


def holders(fields: Fields, values: Values) -> Ints:
    """People's names that hold each value, names that one person may use counted once, trusted records only."""
    keep = fields.trusted[values.record] if len(values.record) else np.zeros(0, bool)
    record, code = values.record[keep], values.code[keep]
    held = pl.DataFrame({"value": code, "given": fields.given[record], "family": fields.family_all[record]})
    held = held.unique()
    people = np.zeros(values.n, np.int64)
    people[code] = 1
    heads: dict[int, list[tuple[str, str]]] = {}
    several = held.filter(pl.len().over("value") > 1)
    text = pl.concat([fields.tokens, pl.Series([""])])
    spelt = [text.gather(several[part] % len(text)).alias(part) for part in ("given", "family")]
    for value, *parts in several.with_columns(spelt).sort("value", "given", "family").iter_rows():
        mine, name = heads.setdefault(value, []), (parts[0], parts[1])
        if len(mine) < _ENOUGH and all(names.incompatible(name, head) for head in mine):
            mine.append(name)
    for value, found in heads.items():
        people[value] = max(1, sum(1 for given, family in found if given or family))
    return people


def table(fields: Fields, network_id: str) -> pl.DataFrame:
    """identifier_strength rows: canonical comparison values with their grade."""
    frames = []
    for kind, values in _kinds(fields):
        people = fields.holders[kind]
        weak = fields.weak_mailbox if kind == "mail" else people > 1
        if values.spelt is None:
            continue
        spelt = values.spelt.sort("value")
        code = spelt["code"].to_numpy()
        columns = {
            "network_id": pl.repeat(network_id, len(code), dtype=pl.String, eager=True),
            "kind": pl.repeat(kind, len(code), dtype=pl.String, eager=True),
            "value": spelt["value"],
            "strength": pl.Series(["strong", "weak"]).gather(weak[code].astype(np.int64)),
            "n_names": people[code],
        }
        frames.append(pl.DataFrame(columns, schema=IDENTIFIER.schema))
    return pl.concat(frames)
