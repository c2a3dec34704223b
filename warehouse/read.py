"""Reading a published warehouse: questions in, dictionaries out. No Dagster behind it, and polars only where a
Parquet file is written."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from warehouse.connect import reading
from warehouse.presets import DEFAULT

Row = dict[str, Any]


class Warehouse:
    """A published file, opened read-only and locked down; a context manager.

    Raises duckdb.IOException on entering when there is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()

    def __enter__(self) -> Warehouse:
        self._con = self._stack.enter_context(reading(self._path))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def rows(self, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None) -> list[Row]:
        """All rows of one statement. Times are naive UTC datetimes."""
        columns, rows = self.table(sql, params)
        return [dict(zip(columns, row, strict=True)) for row in rows]

    def table(
        self, sql: str, params: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Column names and rows."""
        result = self._con.execute(sql, params) if params else self._con.execute(sql)
        columns = [column[0] for column in result.description or []]
        return columns, result.fetchall()

    def query(self, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """One statement of somebody else's, which must only read. Raises NotReadOnly."""
        self._reading(sql)
        return self.table(sql)

    def parquet(self, sql: str, params: Mapping[str, Any] | None = None) -> tuple[bytes, int]:
        """The result of one statement of somebody else's as a Parquet file, and its number of rows. Repeated column
        names are numbered. Raises NotReadOnly, Unwritable."""
        import polars as pl

        self._reading(sql)
        found = self._con.sql(sql, params=params) if params else self._con.sql(sql)
        # Polars has no intervals (it panics) and wants each name once.
        columns = ", ".join(
            f"c{nth}::varchar as {_name(name)}" if "INTERVAL" in str(kind) else f"c{nth} as {_name(name)}"
            for nth, (name, kind) in enumerate(zip(numbered(found.columns), found.types, strict=True))
        )
        given = ", ".join(f"c{nth}" for nth in range(len(found.columns)))
        out = io.BytesIO()
        try:
            frame = pl.DataFrame(found.query("found", f"select {columns} from found as t({given})"))
            frame.write_parquet(out)
        except (pl.exceptions.PolarsError, TypeError, ValueError) as error:
            raise Unwritable from error
        return out.getvalue(), frame.height

    def _reading(self, sql: str) -> None:
        statements = self._con.extract_statements(sql)
        if len(statements) != 1 or statements[0].type.name not in _READS:
            raise NotReadOnly

    def who_to_ask(
        self,
        company: str | None = None,
        person: str | None = None,
        role: str | None = None,
        city: str | None = None,
        owner: str | None = None,
        limit: int = 20,
        preset: str = DEFAULT,
        industry: str | None = None,
        weights: Mapping[str, float] | None = None,
    ) -> list[Row]:
        """Rows of the macro who_to_ask; person is a person_id, preset one of table preset, whose weights ``weights``
        go before."""
        return self.rows(
            "from who_to_ask(p_company := $company::varchar, p_person := $person::varchar, p_role := $role::varchar,"
            " p_city := $city::varchar, p_owner := $owner::varchar, p_limit := $limit::bigint,"
            " p_preset := $preset::varchar, p_industry := $industry::varchar,"
            " p_weights := $weights::map(varchar, double))",
            {
                "company": company,
                "person": person,
                "role": role,
                "city": city,
                "owner": owner,
                "limit": limit,
                "preset": preset,
                "industry": industry,
                "weights": dict(weights) if weights else None,
            },
        )

    def company(self, text: str) -> str:
        """What to pass as p_company: the text where SQL finds it, else its key as the transforms make it (they
        also romanise scripts that SQL leaves alone)."""
        known = self.rows(
            "select 1 from company_name where name_key in (squash($1::varchar), company_key($1::varchar))"
            " or company_key = $1::varchar limit 1",
            [text],
        )
        if known:
            return text
        # imported here: with its tables it takes longer than the question
        from transforms.normalise import organisations

        return organisations.company_key(text) or text

    def persons(self, text: str, owner: str | None = None) -> list[Row]:
        """People that a text may mean: those of the best kind of match only (see macro person_search)."""
        found = self.rows(
            "from person_search(p_text := $text::varchar, p_owner := $owner::varchar)",
            {"text": text, "owner": owner},
        )
        best = min((row["tier"] for row in found), default=0)
        return [row for row in found if row["tier"] == best]

    def owners(self) -> list[str]:
        """Owner ids, the default first."""
        return [row["owner_id"] for row in self.rows("select owner_id from owner order by position")]

    def batches(
        self, sql: str, size: int = 10_000, params: Sequence[Any] | Mapping[str, Any] | None = None
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Rows of a large result, in batches."""
        result = self._con.execute(sql, params) if params else self._con.execute(sql)
        while rows := result.fetchmany(size):
            yield rows


def numbered(columns: Sequence[str]) -> list[str]:
    """Column names with the repeated ones numbered, so that no value is lost in an object."""
    seen: set[str] = set()
    names = []
    for name in columns:
        nth, one = 1, name
        while one in seen:
            nth += 1
            one = f"{name}_{nth}"
        seen.add(one)
        names.append(one)
    return names


def _name(column: str) -> str:
    return '"' + column.replace('"', '""') + '"'


class Unwritable(Exception):
    """A column of the result has a type that is not written to Parquet."""


class NotReadOnly(Exception):
    """The statement is not a single one that only reads."""


_READS = {"SELECT", "EXPLAIN"}
