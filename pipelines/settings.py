"""What the owner declares: who they are, which files are theirs. Kept in weakties.toml, edited by hand or by
commands without losing comments. Imports neither polars nor dagster: ``ask`` starts from here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from connectors import durable, paths
from pipelines.home import Home
from warehouse import presets as preset_weights

FILE = "weakties.toml"

_HEAD = """# Settings of this weakties home. Edit freely: `weakties init` and `weakties add` keep comments.
#
# region = "DE"   country of phone numbers written without a country code (ISO 3166)
#
# [presets.mine]  weights for `ask --preset mine`: tie, answers, novelty, fresh, colleague, diversify (table preset)
# tie = -0.3

"""
_RESERVED = frozenset({"pool", "unknown"})
_NAME = re.compile(r"[^\x00-\x1f\x7f/\\]{1,80}")


class SettingsError(Exception):
    """The settings, or what they were asked to become, make no sense. ``code`` is one word; the message holds
    no value of the data, though it may repeat an option that the user just typed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class OwnerSettings:
    """A person whose exports are read."""

    owner_id: str
    addresses: tuple[str, ...]
    """Canonical mail addresses; the first one is the main one."""
    pool: bool = False
    """Shares a network with the other owners who pool."""

    @property
    def network_id(self) -> str:
        return "pool" if self.pool else self.owner_id


@dataclass(frozen=True, slots=True)
class Registered:
    """A file or folder that is read where it lies."""

    path: str
    """Absolute; in the settings file relative to the home when it lies in it."""
    owner_id: str
    replaces: str | None = None
    """source_id of a source whose rows this one's take the place of."""
    columns: tuple[tuple[str, str], ...] = ()
    """(field of connectors.sheets.mapped, column) of a CSV whose columns the owner named."""


@dataclass(frozen=True, slots=True)
class Settings:
    """weakties.toml as values."""

    owners: tuple[OwnerSettings, ...] = ()
    sources: tuple[Registered, ...] = ()
    region: str | None = None

    def owner(self, owner_id: str) -> OwnerSettings | None:
        return next((owner for owner in self.owners if owner.owner_id == owner_id), None)


def read(home: Home) -> Settings:
    """The settings of a home. An absent file is empty settings. Raises SettingsError."""
    document = _document(home)
    owners = tuple(_owner(row) for row in _tables(document, "owner"))
    if len({owner.owner_id for owner in owners}) < len(owners):
        raise SettingsError("bad_settings", f"{FILE} has two owners of one name")
    known = {owner.owner_id for owner in owners}
    sources = tuple(_source(row, home, known) for row in _tables(document, "source"))
    region = document.get("region")
    if region is not None and not re.fullmatch(r"[A-Z]{2}", str(region)):
        raise SettingsError("bad_settings", f"region in {FILE} must be two capital letters")
    return Settings(owners, sources, None if region is None else str(region))


def presets(home: Home) -> preset_weights.Presets:
    """Weights of every preset: shipped ones, and what [presets.NAME] changes or adds. Raises SettingsError."""
    written = _document(home).unwrap().get("presets", {})
    if not isinstance(written, dict):
        raise SettingsError("bad_settings", f"presets in {FILE} must be written as [presets.NAME]")
    try:
        return preset_weights.presets(written)
    except preset_weights.PresetError as error:
        raise SettingsError("bad_settings", f"{FILE}: {error}") from None


def add_owner(home: Home, name: str, addresses: list[str], pool: bool = False) -> OwnerSettings:
    """Add an owner, or more addresses (and pooling) to one who is there. Raises SettingsError."""
    name = check_name(name)
    fresh = [check_address(address) for address in addresses]
    settings = read(home)
    for other in settings.owners:
        if other.owner_id != name and set(other.addresses) & set(fresh):
            raise SettingsError("address_taken", "this address belongs to another owner already")
    document = _document(home)
    rows = _tables(document, "owner")
    row = next((one for one in rows if one.get("name") == name), None)
    if row is None:
        row = tomlkit.table()
        row["name"] = name
        row["addresses"] = []
        row["pool"] = False
        _append(document, "owner", row)
    row["addresses"] = list(dict.fromkeys([*map(str, row.get("addresses", [])), *fresh]))
    row["pool"] = bool(row.get("pool", False)) or pool
    _save(home, document)
    owner = read(home).owner(name)
    assert owner is not None
    return owner


def register(
    home: Home,
    path: Path,
    owner_id: str,
    replaces: str | None = None,
    columns: tuple[tuple[str, str], ...] = (),
) -> bool:
    """Register a file or folder; False when it was registered for this owner before, and as it is now."""
    written = _written(home, path)
    document = _document(home)
    for row in _tables(document, "source"):
        if row.get("path") == written and row.get("owner") == owner_id:
            if replaces is None and not columns:
                return False
            _describe(row, replaces, columns)
            _save(home, document)
            return True
    row = tomlkit.table()
    row["path"] = written
    row["owner"] = owner_id
    _describe(row, replaces, columns)
    _append(document, "source", row)
    _save(home, document)
    return True


def _describe(row: Any, replaces: str | None, columns: tuple[tuple[str, str], ...]) -> None:
    if replaces is not None:
        row["replaces"] = replaces
    if columns:
        table = tomlkit.inline_table()
        for field, column in columns:
            table[field] = [*table.get(field, []), column]
        row["map"] = table


def unregister(home: Home, path: Path, owner_id: str) -> bool:
    """Take a file or folder off the list; False when it was not on it."""
    written = _written(home, path)
    document = _document(home)
    rows = document.get("source")
    for number, row in enumerate(rows or []):
        if row.get("path") == written and row.get("owner") == owner_id:
            del rows[number]  # type: ignore[union-attr]
            _save(home, document)
            return True
    return False


def set_region(home: Home, region: str) -> None:
    """Set the country of phone numbers without a country code. Raises SettingsError."""
    if not re.fullmatch(r"[A-Za-z]{2}", region):
        raise SettingsError("bad_region", "--region needs two letters, as DE or US")
    document = _document(home)
    document["region"] = region.upper()
    _save(home, document)


def check_name(name: str) -> str:
    """An owner's name: it is a folder of the inbox too. Raises SettingsError."""
    name = name.strip()
    if (
        not _NAME.fullmatch(name)
        or name.startswith(".")
        or name in _RESERVED
        or paths.printable(name) != name
    ):
        raise SettingsError(
            "bad_owner", "an owner's name has 1 to 80 characters, no slash, and no dot in front"
        )
    return name


def check_address(address: str) -> str:
    """A canonical mail address. Raises SettingsError."""
    # imported here: questions need the settings, and never this
    from transforms.normalise.emails import canonical

    known = canonical(address)
    if known is None:
        raise SettingsError("bad_address", "--email needs a mail address")
    return known


def _owner(row: dict[str, Any]) -> OwnerSettings:
    addresses = tuple(dict.fromkeys(check_address(str(one)) for one in row.get("addresses", [])))
    return OwnerSettings(check_name(str(row.get("name", ""))), addresses, row.get("pool") is True)


def _source(row: dict[str, Any], home: Home, known: set[str]) -> Registered:
    owner, path, replaces = str(row.get("owner", "")), str(row.get("path", "")), row.get("replaces")
    if owner not in known or not path or "\0" in path:
        raise SettingsError("bad_settings", f"a source in {FILE} lacks its path or names no owner")
    return Registered(
        str(home.path.absolute() / path),
        owner,
        None if replaces is None else str(replaces),
        _columns(row.get("map", {})),
    )


def _columns(table: Any) -> tuple[tuple[str, str], ...]:
    """``map = { email = ["Mail"], name = "Who" }`` as pairs. Raises SettingsError."""
    if table == {}:
        return ()
    from connectors.sheets.mapped import FIELDS

    wanted = isinstance(table, dict) and all(
        field in FIELDS and all(isinstance(one, str) and one.strip() for one in _list(columns))
        for field, columns in table.items()
    )
    if not wanted:
        raise SettingsError("bad_settings", f"map in {FILE} must name columns of {', '.join(FIELDS)}")
    return tuple((str(field), str(one)) for field, columns in table.items() for one in _list(columns))


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def _written(home: Home, path: Path) -> str:
    """How a path is written down: relative inside the home, so that the home can be moved."""
    absolute = path.absolute()
    return str(
        absolute.relative_to(home.path.absolute())
        if absolute.is_relative_to(home.path.absolute())
        else absolute
    )


def _document(home: Home) -> tomlkit.TOMLDocument:
    if not home.settings_file.is_file():
        return tomlkit.parse(_HEAD)
    try:
        return tomlkit.parse(home.settings_file.read_text(encoding="utf-8"))
    except (TOMLKitError, UnicodeDecodeError):
        raise SettingsError("bad_settings", f"{FILE} is no valid TOML") from None


def _tables(document: tomlkit.TOMLDocument, name: str) -> list[Any]:
    rows = document.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SettingsError("bad_settings", f"{name} in {FILE} must be written as [[{name}]]")
    return list(rows)


def _append(document: tomlkit.TOMLDocument, name: str, row: Any) -> None:
    if name not in document:
        document[name] = tomlkit.aot()
    document[name].append(row)


def _save(home: Home, document: tomlkit.TOMLDocument) -> None:
    durable.replace_text(home.settings_file, tomlkit.dumps(document))
