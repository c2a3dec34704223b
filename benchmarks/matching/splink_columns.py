"""What Splink is handed: the same records, normalised by the product's own code, for every set that needs it.

Splink is not charged for this work; ours does it again in its own process and is. Sets with clean columns of their
own (birth dates and so on) go to Splink as they are, as in its published demonstrations.

python splink_columns.py PLAIN.parquet OUT.parquet
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[2]))

import polars as pl

from matching.product import records_of
from transforms.normalise import emails, names, organisations, phones


def columns(rows: pl.DataFrame) -> pl.DataFrame:
    """RECORD rows -> record_id, given_n, middle_n, family_n, roots, emails_n (no role mailbox), users, domains (not
    free), phones_n, org_n, aff (organisation and mail domains as one), city_n, title."""
    out = []
    fields = ("record_id", "given", "middle", "family", "emails", "phones", "company_key", "city", "title")
    for record_id, given, middle, family, addresses, numbers, company, city, title in rows.select(
        fields
    ).iter_rows():
        folded = names.fold(given)
        own = [a for a in addresses or [] if not emails.is_role(a)]
        keys = _distinct(emails.comparison_key(a) for a in own)
        domains = _distinct(a.rpartition("@")[2] for a in addresses or [])
        domains = [d for d in domains if not emails.is_free(d)]
        companies = _distinct([company, *map(organisations.domain_company_key, domains)])
        out.append(
            {
                "record_id": record_id,
                "given_n": folded or None,
                "middle_n": names.fold(middle) or None,
                "family_n": names.fold(family) or None,
                "roots": sorted(names.roots(folded)) if folded else [],
                "emails_n": keys or None,
                "users": _distinct(k.rpartition("@")[0] for k in keys) or None,
                "domains": domains or None,
                "phones_n": _distinct(map(phones.comparison_key, numbers or [])) or None,
                "org_n": company,
                "aff": companies or None,
                "city_n": names.fold((city or "").split(",")[0]) or None,
                "title": title,
            }
        )
    texts = pl.List(pl.String)
    listed = dict.fromkeys(("roots", "emails_n", "users", "domains", "phones_n", "aff"), texts)
    return pl.DataFrame(out, schema={c: listed.get(c, pl.String) for c in out[0]})


def _distinct(values: Iterable[str | None]) -> list[str]:
    return sorted({v for v in values if v})


if __name__ == "__main__":
    columns(records_of(pl.read_parquet(sys.argv[1]))).write_parquet(sys.argv[2])
