"""``add --map FIELD=COLUMN``: the columns of a CSV that nothing recognises, as the owner names them."""

from __future__ import annotations

from pathlib import Path

import click

from connectors.sheets.mapped import ENOUGH, FIELDS, Columns, MappedCsv, labels_of


def columns_of(options: tuple[str, ...], paths: tuple[Path, ...]) -> Columns:
    """The named columns, which are there. Raises click.UsageError, which lists what may be chosen from."""
    if len(paths) != 1 or not paths[0].is_file():
        raise click.UsageError("--map takes one PATH, a CSV file")
    columns = tuple(map(_pair, options))
    if not {field for field, _ in columns} & ENOUGH:
        raise click.UsageError(f"--map must name one of these at least: {', '.join(sorted(ENOUGH))}")
    _check(columns, paths[0])
    return columns


def _pair(option: str) -> tuple[str, str]:
    field, equals, column = option.partition("=")
    field, column = field.strip().lower(), column.strip()
    if not equals or not column or field not in FIELDS:
        raise click.UsageError(f'--map needs FIELD="Column name"; the fields are {", ".join(FIELDS)}')
    return field, column


def _check(columns: Columns, path: Path) -> None:
    from connectors import files
    from connectors.compressed import Refused

    try:
        how, head = files.head_of(path)
        file = files.disk_file(path, how, head)
    except (OSError, Refused):
        raise click.UsageError("--map: the file cannot be opened") from None
    if MappedCsv(columns).recognise(file):
        return
    labels = labels_of(file)
    if not labels:
        raise click.UsageError(
            "--map is for CSV files: no line with commas, semicolons or tabs begins this one"
        )
    shown = ", ".join(repr(label) for label in labels[:60] if label.strip())
    raise click.UsageError(f"--map names a column that the file does not have; it has {shown}")
